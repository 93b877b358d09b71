"""Takes pictures of the page in every state, width and colour scheme: python -m tests.web.screenshots FOLDER"""

import sys
import tempfile
from pathlib import Path

from keywords.browsers import finding
from tests.pipeline.conftest import QUICK_AND_GENEROUS, started
from tests.web.specs import Specs, cases, variables


def main(folder: Path) -> int:
    found = finding.find()
    if found is None:
        sys.stdout.write("no browser: make browsers\n")
        return 1
    with started("pictures", **QUICK_AND_GENEROUS) as stack:
        given = {**variables(stack.name, found), "PICTURES": str(folder.absolute())}
        specs = Specs(given, Path(tempfile.mkdtemp(prefix="countersign-pictures-")))
        wanted = list(cases(pictures=True))
        specs.choose(wanted)
        seen = {case.test: specs.outcome(case) for case in wanted}
    for name, outcome in seen.items():
        sys.stdout.write(f"{outcome.status}  {name}  {outcome.message}\n")
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")
    return int(any(outcome.status != "PASS" for outcome in seen.values()))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])) if len(sys.argv) == 2 else __doc__)
