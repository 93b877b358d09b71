"""A failure code has a new name, but its runbook still has the old one.

In real life: a clean-up renames codes in the source, and the runbook is not source. The engineer on call searches it in
vain.
"""

from fastapi import FastAPI

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P9-15.3",)
FIELD = "api"
SELECTION = ("Every Error Code Has A Recovery Procedure", "No Procedure Is For A Code That Does Not Exist")
SERVICES = ("api",)
MODULE = "pipeline.codes"


def apply() -> None:
    from pipeline import codes

    put(codes, "FAILURES", tuple("parser_timeout" if code == "parse_timeout" else code for code in codes.FAILURES))
    note(FastAPI, "openapi")
