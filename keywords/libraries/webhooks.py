"""Webhooks that Countersign sends in place of the parser, genuine and forged."""

import time
from datetime import timedelta
from typing import Literal
from uuid import uuid4

import httpx
from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.basics.quantities import nearest
from keywords.contract.answers import ACCEPTED, correlation, reason
from keywords.contract.people import Uploaded
from keywords.contract.webhooks import MALFORMED, RIGHTLY, SIGNATURES, Parser, event, malformed
from keywords.libraries.asserting import NONE, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Operator

OUTCOME = "outcome of a webhook"
NOW = timedelta()
Status = Literal["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"]


@library(scope="GLOBAL", converters=CONVERTERS)
class webhooks(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """The parser says that a document is parsed. A webhook names a job of the parser and a document of the pipeline."""

    @keyword
    def new_parser_job(self) -> str:
        """The id of a job of the parser that no webhook has named yet.

        | ${job} = | New Parser Job |
        """
        return f"pjb-{uuid4()}"

    @keyword
    @observes(OUTCOME)
    def get_webhook_outcome(
        self,
        document: Uploaded,
        operator: Operator = NONE,
        expected: str = "",
        *,
        text: str = "A text that a webhook brings.",
        job: str = "",
        signed: str = RIGHTLY,
        at: timedelta = NOW,
        status: Status = "COMPLETED",
    ) -> str:
        """How the API answers a webhook about a document: accepted, unauthorized, conflict, malformed.

        It is signed rightly or in another way, names a new job of the parser unless one is given, and is of now or of
        another time (`-1 hour`). The job of the parser is completed, or has another status.

        | Get Webhook Outcome | ${sent} | == | unauthorized | signed=with another secret |
        """
        if signed not in SIGNATURES:
            raise SpecError(f"no webhook is signed {signed!r}{nearest(signed, list(SIGNATURES))}")
        parser = Parser(self.world)
        sent_at = time.time() + at.total_seconds()
        body = event(job or self.new_parser_job(), document.document_id, [text], sent_at, status)
        answer = parser.send(body, SIGNATURES[signed](parser.secret, body))
        return self.text(OUTCOME, self._said(answer), operator, expected, **document.ids, **correlation(answer))

    @keyword
    @observes(OUTCOME)
    def get_unknown_webhook_outcome(self, operator: Operator = NONE, expected: str = "") -> str:
        """How the API answers a genuine webhook about a document that does not exist.

        | Get Unknown Webhook Outcome | == | accepted |
        """
        answer = Parser(self.world).send(event(self.new_parser_job(), str(uuid4()), ["A text of nothing."]))
        return self.text(OUTCOME, self._said(answer), operator, expected, **correlation(answer))

    @keyword
    @observes(OUTCOME)
    def get_malformed_webhook_outcome(self, what: str, operator: Operator = NONE, expected: str = "") -> str:
        """How the API answers a webhook that is signed rightly, and whose body is no event of the parser.

        | Get Malformed Webhook Outcome | no JSON | == | malformed |
        """
        if what not in MALFORMED:
            raise SpecError(f"there is no webhook with {what!r}{nearest(what, list(MALFORMED))}")
        answer = Parser(self.world).send(malformed(what))
        return self.text(OUTCOME, self._said(answer), operator, expected, body=what, **correlation(answer))

    def _said(self, answer: httpx.Response) -> str:
        return ACCEPTED if answer.is_success else reason(self.world.environment, answer.status_code)
