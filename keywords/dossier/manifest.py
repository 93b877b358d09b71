"""manifest.sha256: what was observed and decided, in the form that `sha256sum -c` verifies.

An attestation names the hash of the manifest that its signer saw. Deciding again changes the dossier, and with it the
manifest. Earlier manifests are therefore kept, and each counts as long as it lists exactly the present evidence.
"""

import hashlib
import re
from pathlib import Path

from keywords.evidence.model import FOLDER as EVIDENCE
from keywords.evidence.results import OUTPUT, RUN
from keywords.judgement.attestations import FOLDER as ATTESTATIONS

FILE = "manifest.sha256"
DOSSIER = "dossier"
EARLIER = f"{ATTESTATIONS}/manifests"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n\\]+)")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files(folder: Path) -> list[str]:
    """The files that a manifest covers: relative paths, sorted."""
    paths = [path for part in (DOSSIER, EVIDENCE) for path in (folder / part).rglob("*")]
    paths += [folder / name for name in (OUTPUT, RUN)]
    return sorted(path.relative_to(folder).as_posix() for path in paths if path.is_file())


def text(folder: Path) -> str:
    return "".join(f"{sha256((folder / name).read_bytes())}  {name}\n" for name in files(folder))


def write(folder: Path) -> str:
    """Write the manifest, keep the earlier one if it differs, and return the hash of the new one."""
    path, content = folder / FILE, text(folder)
    if path.is_file() and path.read_text(encoding="utf-8") != content:
        earlier = path.read_bytes()
        kept = folder / EARLIER / f"{sha256(earlier)}.sha256"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(earlier)
    path.write_text(content, encoding="utf-8")
    return sha256(content.encode())


def known(folder: Path) -> set[str]:
    """The hashes of the manifests that list exactly the present evidence."""
    present = {name: sha256((folder / name).read_bytes()) for name in files(folder) if not _of_dossier(name)}
    candidates = [folder / FILE, *sorted((folder / EARLIER).glob("*.sha256"))]
    contents = [path.read_bytes() for path in candidates if path.is_file()]
    return {sha256(content) for content in contents if _evidence_of(content) == present}


def problems(folder: Path) -> list[str]:
    """Each file that differs from the manifest. Empty if the manifest holds."""
    path = folder / FILE
    if not path.is_file():
        return [f"{FILE} is missing."]
    listed = parse(path.read_bytes())
    if listed is None:
        return [f"{FILE} is not in the form that sha256sum reads."]
    present = set(files(folder))
    missing = [f"{name} is missing." for name in listed if name not in present]
    added = [f"{name} was added after the manifest was written." for name in sorted(present - set(listed))]
    altered = (name for name in listed if name in present and sha256((folder / name).read_bytes()) != listed[name])
    return [*missing, *added, *(f"{name} was altered." for name in altered)]


def parse(content: bytes) -> dict[str, str] | None:
    """The hash of each file that a manifest lists. None if it is not in the form that sha256sum reads."""
    lines = content.decode("utf-8", errors="replace").splitlines()
    matches = [_LINE.fullmatch(line) for line in lines]
    if not all(matches):
        return None
    return {match[2]: match[1] for match in matches if match}


def _evidence_of(content: bytes) -> dict[str, str]:
    return {name: digest for name, digest in (parse(content) or {}).items() if not _of_dossier(name)}


def _of_dossier(name: str) -> bool:
    return name.startswith(f"{DOSSIER}/")
