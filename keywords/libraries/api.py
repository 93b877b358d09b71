"""Plain API calls, named as in the contract and worded as in the environment file."""

from typing import Any
from uuid import uuid4

from robot.api.deco import keyword, library

from keywords.basics.errors import Absent
from keywords.contract import answers
from keywords.contract.people import Person, Uploaded, needs
from keywords.evidence.model import Case
from keywords.libraries.asserting import NONE, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Call, Operator

TRACES = ("Traceback (most recent call last)", 'File "/')
OUTCOME, DETAIL, WORDING = "outcome of a call", "detail of an answer", "wording of a refusal"


@library(scope="GLOBAL", converters=CONVERTERS)
class api(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Calls have the names of the contract, such as `documents` or `me`, and the paths of the environment file."""

    @keyword
    @observes(OUTCOME)
    def get_call_outcome(
        self, user: Person, call: Call, operator: Operator = NONE, expected: str = "", *, of: Uploaded | None = None
    ) -> str:
        """How the API answers a call of a user: accepted, unauthorized, hidden, conflict, malformed, too_many, ...

        | Get Call Outcome | ${ben} | document | == | hidden | of=${sent} |
        """
        answer = user.call(call, **ids_of(of))
        said = answers.outcome(user.environment, call, answer.status_code)
        return self.text(OUTCOME, said, operator, expected, call=call, user=user.user_id, **answers.correlation(answer))

    @keyword
    @observes(WORDING)
    def get_wording_of_refusal(
        self, user: Person, call: Call, operator: Operator = NONE, expected: str = "", *, of: Uploaded | None = None
    ) -> str:
        """All that the refusal of a call says but for ids and times; without a document it is about an unknown one.

        | ${unknown} = | Get Wording Of Refusal | ${ben} | document |
        | Get Wording Of Refusal | ${ben} | document | == | ${unknown} | of=${sent} |
        """
        ids = ids_of(of) or {"document_id": str(uuid4()), "job_id": str(uuid4())}
        said = answers.wording(user.call(call, **ids))
        return self.text(WORDING, said, operator, expected, call=call, user=user.user_id)

    @keyword
    @observes(DETAIL)
    def get_answer_detail(
        self,
        user: Person,
        call: Call,
        word: str,
        operator: Operator = NONE,
        expected: str = "",
        *,
        of: Uploaded | None = None,
    ) -> str:
        """One word of the successful answer to a call of a user, in the words of the contract.

        | Get Answer Detail | ${anna} | limits | mime_types | contains | application/pdf |
        """
        said = user.parse(call, user.call(call, **ids_of(of)))[word]
        return self.text(DETAIL, said, operator, expected, call=call, word=word, user=user.user_id)

    @keyword
    def path_of(self, call: Call) -> str:
        """The path of a call in the environment's API; inconclusive if the environment does not have the call.

        | ${path} = | Path Of | documents |
        """
        here = self.world.environment
        needs(here, call)
        return here.paths.of(call)

    @keyword
    def what_it_says(self, call: Call, answer: Any) -> dict[str, Any]:
        """The body of a successful answer to a call, in the words of the contract.

        | ${limits} = | What It Says | limits | ${answer} |
        """
        here = self.world.environment
        ids = answers.correlation(answer)
        self.run.recorder.expect(f"status of {call}", str(here.success.of(call)), answer.status_code, ids)
        return answers.in_contract_words(call, answers.body_of(answer), here.answers[call])

    @keyword
    def it_is_refused(self, call: Call, answer: Any, reason: str) -> None:
        """The answer to a call is a refusal for this reason, with a code and a message, and without a stack trace.

        | It Is Refused | documents | ${answer} | unauthorized |
        """
        here = self.world.environment
        expect, ids = self.run.recorder.expect, answers.correlation(answer)
        expect(f"status of {call}, {reason}", str(getattr(here.refusals, reason)), answer.status_code, ids)
        error = answers.in_contract_words("error", answers.body_of(answer), here.answers["error"])
        words = [word for word in ("code", "message") if here.answers["error"][word]]
        if not words:
            raise Absent(f"{here.name} does not explain refusals (answers.error in its file)")
        there = [Case.judged(word, bool(str(error.get(word) or "").strip()), "a text", **ids) for word in words]
        self.run.recorder.expect_all(f"missing from the refusal of {call}", there)
        traces = [trace for trace in TRACES if trace in answer.text]
        expect(f"stack traces in the refusal of {call}", "[]", traces, ids)


def ids_of(document: Uploaded | None) -> dict[str, str]:
    """The ids that stand in the paths of calls about one document or its job."""
    return {"document_id": document.document_id, "job_id": document.job_id} if document else {}
