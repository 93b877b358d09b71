"""Steps in the life of documents; resources/experiments/documents.resource says in which order they are taken."""

from collections.abc import Sequence

from keywords.basics.threads import Pool
from keywords.basics.waiting import eventually
from keywords.contract.answers import Answer, correlation
from keywords.contract.people import ENDS, Person, Uploaded
from keywords.documents.pdf import Document
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible
from keywords.evidence.steps import step
from keywords.experiments.documents.facts import in_answer, in_passages, share_of_facts
from keywords.experiments.documents.outcomes import upload_if_accepted


def upload_at_once(person: Person, documents: Sequence[Document]) -> list[Uploaded]:
    """Upload all at the same moment, and observe how many were accepted; returns these."""
    attempts = Cases()
    number = f"{len(documents)} documents"
    with step("Upload documents at the same moment", number) as done, Pool(len(documents)) as pool:
        tried = pool.map(lambda document: upload_if_accepted(person, document, attempts), documents)
        uploads = [uploaded for uploaded in tried if uploaded]
        done.saw(f"{len(uploads)} accepted")
    count("simultaneous uploads", attempts)
    if not uploads:
        raise AssertionError(f"none of {len(documents)} documents was accepted; the first: {attempts[0].seen}")
    return uploads


def follow_progress(uploaded: Uploaded) -> None:
    """Poll as a page would, until the job ends; observe in how many stages the progress grew."""
    person, polls = uploaded.person, list[Answer]()

    def poll() -> Answer:
        polls.append(person.job(uploaded.job_id))
        return polls[-1]

    eventually(poll, lambda job: job["state"] in ENDS, "a job to end")
    with possible("stages with growing progress"):
        done = [job["progress"]["total_pct"] for job in polls]
        most = {str(job["stage"]): (done[n], max(done[:n], default=0)) for n, job in enumerate(polls)}
        grown = {str(job["stage"]) for n, job in enumerate(polls) if done[n] > max(done[:n], default=0)}
        cases = [
            Case.judged(stage, stage in grown, f"more than {before} %", f"{now} %", **uploaded.ids)
            for stage, (now, before) in most.items()
        ]
        count("stages with growing progress", cases)


def observe_answers(uploaded: Uploaded) -> None:
    """Ask the agent for each planted fact; observe which answers hold it, and which name a passage that does."""
    person, facts = uploaded.person, uploaded.document.facts
    answers = {fact: person.ask(fact.question) for fact in facts}
    share_of_facts("facts answered by the agent", facts, lambda fact: in_answer(fact, answers[fact], person, uploaded))
    share_of_facts(
        "answers with a source for the fact",
        facts,
        lambda fact: in_passages(fact, shown := answers[fact]["sources"], shown, user=person.user_id),
    )


def observe_opened(private: Uploaded, other: Person) -> None:
    """Observe which calls that open a document for its owner open it for another user, too."""
    environment, owner, opened = other.environment, private.person, Cases()
    ids = {"document_id": private.document_id, "job_id": private.job_id}
    for call in [call for call in ("document", "content", "job") if environment.has(call)]:
        answer = other.call(call, **ids)
        if owner.call(call, **ids).status_code == environment.success.of(call):
            who = {"user": other.user_id, "owner": owner.user_id, "document": private.document_id}
            seen = f"{answer.status_code} {answer.text}" if answer.is_success else answer.status_code
            what, hidden = f"{call} of another user's document", environment.refusals.hidden
            opened.append(Case.judged(what, not answer.is_success, hidden, seen, **who, **correlation(answer)))
    count("another user's documents opened", opened)
