"""Two faults at once."""

from keywords.experiments.failures.two_faults import answered_while_away
from keywords.figures.outage_record import Answer
from tests.keywords.figures.outages import at, outage


def test_a_webhook_is_accepted_wrongly_if_no_one_could_write_it_down() -> None:
    """A user is refused at 1011 because the database is away, and it is healed at 1012."""
    away = outage(service="postgres", answers=[Answer("job", 1010.9, 0.1, 503, "2")])

    def sent(moment: float, outcome: object, attempts: int = 1) -> dict[str, object]:
        return {"ts": at(moment).isoformat(), "outcome": outcome, "attempts": attempts}

    honest = [sent(1010.5, 200), sent(1011.5, "ClientConnectorError", 4), sent(1012.5, 200, 3), sent(1013, 200)]
    assert [case.ok for case in answered_while_away(away, honest)] == [True, True]
    lied = answered_while_away(away, [*honest, sent(1011.5, 200), sent(1005, 200, 2)])
    assert [case.ok for case in lied] == [True, True, False]
    unknown = outage(answers=[])
    assert answered_while_away(unknown, [sent(1011.5, 200)]) == [], "no one knows since when it was away"
