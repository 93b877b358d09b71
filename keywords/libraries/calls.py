"""Calls of the API one by one, and what their answers say: outcome, words, headers, times."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Literal

from robot.api.deco import keyword, library

from keywords.basics import clients
from keywords.basics.errors import Absent, SpecError
from keywords.basics.quantities import nearest
from keywords.basics.waiting import poll
from keywords.contract import calls as single
from keywords.contract.answers import Answer, in_contract_words
from keywords.contract.calls import Reply, without_a_token
from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.sessions import claims_of
from keywords.documents.pdf import generate
from keywords.evidence.following import Rule
from keywords.evidence.model import Case
from keywords.libraries.api import DETAIL, OUTCOME, ids_of
from keywords.libraries.asserting import EQUALS, NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Call, Operator, handed
from keywords.running.run import Run

HEADER, REFUSAL, INTERNALS = "header of an answer", "detail of a refusal", "internals in an answer"
LISTED, OFF, COUNTED = "ids in a user's list", "deviation of a time told", "requests counted"
ORDER, HASH = "order of two times", "hash of a body"
NOTHING_SHOWN = "nothing"
PAGES_AT_MOST = 50
Listing = Literal["jobs", "documents"]


@library(scope="GLOBAL", converters=CONVERTERS | {Reply: handed(Reply, "an answer", "Make Call")})
class calls(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """A call is valid as it stands; a check changes one thing in it and sees how the API answers."""

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(run)
        self._shared: dict[int, Person] = {}  # by world
        self._embedded: dict[int, Uploaded] = {}

    @keyword
    def shared_user(self) -> Person:
        """A user whom the checks of a run share that leave nothing behind.

        | ${anna} = | Shared User |
        """
        key = id(self.world)
        if key not in self._shared:
            self._shared[key] = self.world.person()
        return self._shared[key]

    @keyword
    def new_stranger(self) -> Person:
        """Somebody who has not signed in.

        | ${stranger} = | New Stranger |
        """
        return without_a_token(self.shared_user())

    @keyword
    def make_call(
        self,
        user: Person,
        call: Call,
        *,
        of: Uploaded | None = None,
        correlation: str = "",
        key: str = "",
        query: str = "",
        **changes: object,
    ) -> Reply:
        """Make a call as a user, and return the answer. Words change what it sends; `left out` leaves one out.

        `of`, or `job_id` and `document_id`, say about what; without them the call is about nothing that exists.
        `correlation` is sent as the correlation id, `key` as the idempotency key, `query` behind the path.

        | ${answer} = | Make Call | ${anna} | search | question=Who signed it? | k=2 |
        """
        ids = {"job_id": NOBODY_S, "document_id": NOBODY_S, **ids_of(of)}
        ids |= {name: str(changes.pop(name)) for name in ids if name in changes}
        headers = {single.CORRELATION: correlation, "Idempotency-Key": key}
        return single.make(user, call, changes, ids, {name: value for name, value in headers.items() if value}, query)

    @keyword
    def make_strange_call(self, user: Person, kind: str) -> Reply:
        """Send what no client of the contract sends: an unknown path, a body that is no JSON, ...

        | ${answer} = | Make Strange Call | ${anna} | a body that is no JSON |
        """
        if kind not in single.STRANGE:
            raise SpecError(f"there is no strange call {kind!r}{nearest(kind, list(single.STRANGE))}")
        return single.make_strange(user, kind)

    @keyword
    def embedded_document(self) -> Uploaded:
        """A document that is done, which checks of a run share that change nothing.

        | ${sent} = | Embedded Document |
        """
        key = id(self.world)
        if key not in self._embedded:
            person = self.world.person()
            sent = person.upload(generate(f"contract-{self.world.seed}", pages=1))
            person.wait_for_end(sent)
            self._embedded[key] = sent
        return self._embedded[key]

    @keyword
    @observes(OUTCOME)
    def get_outcome(self, answer: Reply, operator: Operator = NONE, expected: str = "") -> str:
        """How the API answered: accepted, unauthorized, hidden, conflict, malformed, too_many, ... or the status.

        | Get Outcome | ${answer} | == | malformed |
        """
        return self.text(OUTCOME, answer.outcome, operator, expected, call=answer.call, **answer.ids)

    @keyword
    @observes(DETAIL)
    def get_word(self, answer: Reply, word: str, operator: Operator = NONE, expected: str = "") -> str:
        """One word of a successful answer, in the words of the contract; a dot leads to an inner word.

        | Get Word | ${answer} | progress.total_pct | == | 100 |
        """
        seen: object = answer.content
        for name in word.split("."):
            seen = seen[name] if isinstance(seen, Answer) else seen.get(name) if isinstance(seen, dict) else None
        return self.text(DETAIL, seen, operator, expected, call=answer.call, word=word, **answer.ids)

    @keyword
    @observes(HEADER)
    def get_header(self, answer: Reply, name: str, operator: Operator = NONE, expected: str = "") -> str:
        """A header of an answer; '' if it has none of this name.

        | Get Header | ${answer} | Content-Type | == | application/json |
        """
        seen = answer.answer.headers.get(name, "")
        return self.text(HEADER, seen, operator, expected, call=answer.call, header=name, **answer.ids)

    @keyword
    @observes(REFUSAL)
    def get_refusal_word(self, answer: Reply, word: str, operator: Operator = NONE, expected: str = "") -> str:
        """The code, the message or the correlation_id of a refusal.

        | Get Refusal Word | ${answer} | message | contains | bytes_len |
        """
        if not answer.user.environment.answers["error"][word]:
            raise Absent(f"refusals have no {word} here (answers.error in the environment file)")
        seen = answer.refusal.get(word, "")
        return self.text(REFUSAL, seen, operator, expected, call=answer.call, word=word, **answer.ids)

    @keyword
    @observes(INTERNALS, always=True)
    def nothing_internal_is_shown(self, answer: Reply) -> None:
        """The answer names no program, folder, table or library of the pipeline.

        | Nothing Internal Is Shown | ${answer} |
        """
        seen = ", ".join(answer.internals) or NOTHING_SHOWN
        self.text(INTERNALS, seen, EQUALS, NOTHING_SHOWN, call=answer.call, **answer.ids)

    @keyword
    @observes(OFF)
    def get_time_off(
        self,
        answer: Reply,
        word: str,
        operator: Operator = NONE,
        expected: Amount = NOTHING,
        *,
        later: timedelta = timedelta(0),
        since: Reply | None = None,
    ) -> float:
        """How far a time in an answer is from the call that it speaks of, by the suite's clock; or from `later`.

        `since` is the answer to the call that it speaks of. A time without its zone is a failure.

        | Get Time Off | ${accepted} | upload_expires_at | <= | 5 s | later=300 s |
        """
        moment = told_in(answer, word)
        due = datetime.fromtimestamp((since or answer).at, UTC) + later
        off = abs((moment - due).total_seconds())
        case = Case.judged(word, True, f"about {due.isoformat()}", moment.isoformat(), **answer.ids)
        return self.figure(OFF, Rule.MEAN, operator, expected, [case], [off])

    @keyword
    @observes(ORDER, always=True)
    def the_times_are_in_order(self, answer: Reply, earlier: str, later: str) -> None:
        """One time in an answer is not after another one.

        | The Times Are In Order | ${answer} | created_at | finished_at |
        """
        one, other = told_in(answer, earlier), told_in(answer, later)
        seen = "in order" if one <= other else f"{earlier} {one} is after {later} {other}"
        self.text(ORDER, seen, EQUALS, "in order", call=answer.call, **answer.ids)

    @keyword
    @observes(OFF)
    def get_token_lifetime_off(self, answer: Reply, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How far the end of an access token is from what the session says: now and `expires_in` seconds.

        | Get Token Lifetime Off | ${session} | <= | 2 s |
        """
        said = answer.content
        end = float(claims_of(str(said["access_token"]))["exp"])
        off = abs(answer.at + float(said["expires_in"]) - end)
        case = Case.judged("exp", True, f"about {answer.at + float(said['expires_in']):.0f}", end, **answer.ids)
        return self.figure(OFF, Rule.MEAN, operator, expected, [case], [off])

    @keyword
    @observes(HASH)
    def get_body_hash(self, answer: Reply, operator: Operator = NONE, expected: str = "") -> str:
        """The SHA-256 of the body of an answer.

        | Get Body Hash | ${pdf} | == | ${sent.document.sha256} |
        """
        seen = hashlib.sha256(answer.answer.content).hexdigest()
        return self.text(HASH, seen, operator, expected, call=answer.call, **answer.ids)

    @keyword
    @observes(LISTED)
    def get_listed(
        self, user: Person, listing: Listing, operator: Operator = NONE, *expected: str, pages_of: int = 0
    ) -> list[str]:
        """The ids in the list of a user's jobs or documents, in its order; read in pages of this size to the end.

        | Get Listed | ${anna} | documents | == | ${second.document_id} | ${first.document_id} | pages_of=1 |
        """
        name = "job_id" if listing == "jobs" else "document_id"
        found = self._paged(user, listing, pages_of) if pages_of else getattr(user, listing)()
        return self.items(LISTED, [each[name] for each in found], operator, expected, user=user.user_id)

    def _paged(self, user: Person, listing: Listing, size: int) -> list[dict[str, str]]:
        here = user.environment
        words, ask = here.answers[listing], here.sends["page"]
        if not (words["next"] and ask["limit"] and ask["offset"]):
            raise Absent(f"{here.name} does not list in pages (answers.{listing}.next in its file)")
        found: list[dict[str, str]] = []
        offset: int | None = 0
        for _ in range(PAGES_AT_MOST):
            query = f"{ask['limit']}={size}&{ask['offset']}={offset}"
            reply = single.make(user, listing, {}, {}, {}, query)
            page = in_contract_words(listing, reply.answer.json(), words)
            items = page["list"]
            if len(items) > size:
                raise AssertionError(f"a page of {size} {listing} holds {len(items)}")
            of_one = here.answers["job" if listing == "jobs" else "document"]
            found += [in_contract_words(listing, item, {**of_one, "inside": "."}) for item in items]
            offset = page["next"]
            if offset is None:
                return found
        raise AssertionError(f"after {PAGES_AT_MOST} pages of {size} the list of {listing} has no end")

    @keyword
    @observes(COUNTED)
    def get_requests_counted(
        self, call: Call, status: int, operator: Operator = NONE, expected: Amount = NOTHING, *, since: float = 0
    ) -> float:
        """How many requests of a call with this status the metrics have counted since a moment.

        | ${before} = | Get Requests Counted | limits | 200 |
        | Make Call | ${anna} | limits |
        | Get Requests Counted | limits | 200 | == | 1 requests | since=${before} |
        """
        needs(self.world.environment, "metrics")
        path = self.world.environment.paths.of(call, job_id="{job_id}", document_id="{document_id}")
        if not operator:
            return self._counted(path, status)
        due = float(expected.split()[0])
        grown = poll(lambda: self._counted(path, status) - since, lambda seen: seen >= due, 2)
        return self.number(COUNTED, grown, operator, expected, call=call, status=str(status))

    def _counted(self, path: str, status: int) -> float:
        from prometheus_client.parser import text_string_to_metric_families  # loads slowly

        answer = clients.get(self.world.address("api") + self.world.environment.paths.metrics)
        samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
        counters = [each for each in samples if each.name.endswith("_total") and path in each.labels.values()]
        return sum(each.value for each in counters if str(status) in each.labels.values())


NOBODY_S = "00000000-0000-4000-8000-000000000000"  # an id that nothing has


def told_in(answer: Reply, word: str) -> datetime:
    """A time in an answer, which has a time zone."""
    told = answer.content[word]
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        raise AssertionError(f"{word} of {answer.call!r} is no time: {told}") from None
    if moment.tzinfo is None:
        raise AssertionError(f"{word} of {answer.call!r} has no time zone: {told}")
    return moment
