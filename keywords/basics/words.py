"""The words for verdicts and decisions, as every report spells them."""

from enum import StrEnum


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 (a verdict)
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    WAIVED = "waived"
    NOT_COVERED = "not covered"
    NOT_APPLICABLE = "not applicable"


class Decision(StrEnum):
    GO = "GO"
    NO_GO = "NO-GO"
    HOLD = "HOLD"

    @property
    def exit_status(self) -> int:
        return {"GO": 0, "NO-GO": 1, "HOLD": 2}[self.value]
