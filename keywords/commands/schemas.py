"""The schemas in variables/schemas/, made from the models: `python -m keywords.commands.schemas` writes them again."""

import json
from pathlib import Path

from pydantic import BaseModel

from keywords.basics.folders import VARIABLES
from keywords.dossier.model import Dossier
from keywords.evidence.model import Evidence
from keywords.evidence.results import RunRecord
from keywords.judgement.attestations import AttestationsFile
from keywords.judgement.gates import Gates
from keywords.judgement.targets import Targets
from keywords.running.own_tags import OwnTags

FOLDER = VARIABLES / "schemas"
MODELS: dict[str, type[BaseModel]] = {
    "attestations": AttestationsFile,
    "dossier": Dossier,
    "evidence": Evidence,
    "gates": Gates,
    "run": RunRecord,
    "tags": OwnTags,
    "targets": Targets,
}


def text(name: str) -> str:
    written = name in ("dossier", "evidence", "run")  # by a program: every key is there
    schema = MODELS[name].model_json_schema(mode="serialization" if written else "validation")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def path(name: str) -> Path:
    return FOLDER / f"{name}.schema.json"


def write() -> None:
    for name in MODELS:
        path(name).write_text(text(name), encoding="utf-8")


if __name__ == "__main__":
    write()
