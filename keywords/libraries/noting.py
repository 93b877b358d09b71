"""Notes what became of documents, for experiments in Robot: rows judge these figures."""

from robot.api.deco import keyword, library

from keywords.contract import simulators
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.observing import count
from keywords.experiments.documents import lives
from keywords.experiments.documents.chunk_texts import observe_chunks
from keywords.experiments.documents.facts import foreign_passages, in_text, search, share_of_facts
from keywords.experiments.documents.outcomes import note_ends, observe_cost, observe_overlap, plain
from keywords.figures.pipeline_history import judge_history, stages_completed
from keywords.libraries.base import Library
from keywords.libraries.typed import CONVERTERS, Jobs
from keywords.running.catalogue import control, informs
from keywords.running.in_robot import notes

ENDS, HISTORY, STAGES = "documents embedded", "history violations", "stages completed"
PROGRESS, COST = "stages with growing progress", "reported cost / actual cost"
UPLOADS, AT_ONCE = "simultaneous uploads", "documents in work at the same time"
COVERED, REPEATED = "words of the text in a chunk", "repeated chunks"
TEXT, FOUND = "facts in the parsed text", "facts found by search"
OWN, FOREIGN, OPENED = "own facts found", "another user's facts found", "another user's documents opened"
FEW = "a row judges it where twenty documents compete for the workers"


@library(scope="GLOBAL", converters=CONVERTERS)
class noting(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`. A scenario asserts the same, such as with `Get Facts Found`."""

    # On the way

    @keyword
    def get_cost_of_all_calls(self) -> float:
        """What the calls of the pipeline to its providers have cost so far, in cents; 0 if nobody counts them.

        | ${before} = | Get Cost Of All Calls |
        """
        return simulators.cost_cents(self.world)

    @keyword
    @notes(UPLOADS)
    def upload_documents_at_the_same_moment(
        self, user: Person, number: int, *, pages: int = 2, paragraphs: int = 5
    ) -> list[Uploaded]:
        """Send this number of new documents at once, note how many were accepted, and return these.

        | ${sent} = | Upload Documents At The Same Moment | ${anna} | 5 |
        """
        seeds = [f"{number} at the same moment {n}" for n in range(number)]
        return lives.upload_at_once(user, [generate(seed, pages=pages, paragraphs=paragraphs) for seed in seeds])

    @keyword
    @notes(PROGRESS)
    def follow_the_progress(self, job: Uploaded) -> None:
        """Look at a job as a page would, until it ends, and note in how many stages its progress grew.

        | Follow The Progress | ${sent} |
        """
        lives.follow_progress(job)

    # What became of them

    @keyword
    @notes(COST)
    def note_the_cost(self, job: Uploaded, before: float) -> None:
        """Note the cost that a job reports, against what all calls have cost since.

        | Note The Cost | ${sent} | ${before} |
        """
        observe_cost(job.person.job(job.job_id), self.get_cost_of_all_calls() - before)

    @keyword
    @notes(ENDS)
    def note_the_ends(self, jobs: Jobs) -> None:
        """Wait until these jobs have ended, and note whether each document was embedded.

        | Note The Ends | ${sent} |
        """
        note_ends([job.person.wait_for_end(job) for job in jobs])

    @keyword
    @notes(HISTORY)
    def note_the_history(self, jobs: Jobs) -> None:
        """Judge all that the pipeline wrote about these documents.

        | Note The History | ${sent} |
        """
        judge_history(self.world, jobs)

    @keyword
    @notes(STAGES)
    def note_the_completed_stages(self, job: Uploaded) -> None:
        """Note which stages a document has entered and left.

        | Note The Completed Stages | ${sent} |
        """
        stages_completed(self.world, job)

    @keyword
    @notes(AT_ONCE)
    def note_the_documents_in_work(self, jobs: Jobs) -> None:
        """Note how many of these documents the workers had in work at the busiest moment.

        | Note The Documents In Work | ${sent} |
        """
        observe_overlap(self.world, jobs)

    @keyword
    @notes(informs(AT_ONCE, FEW))
    def show_the_documents_in_work(self, jobs: Jobs) -> None:
        """The same as `Note The Documents In Work`, for a reader: no row judges it.

        | Show The Documents In Work | ${sent} |
        """
        observe_overlap(self.world, jobs)

    @keyword
    @notes(COVERED, REPEATED)
    def note_the_chunks(self, jobs: Jobs) -> None:
        """Compare the chunks of these documents with the texts that they were cut from.

        | Note The Chunks | ${sent} |
        """
        observe_chunks(self.world, {job: job.person.content(job.document_id) for job in jobs})

    # Planted facts

    @keyword
    @notes(TEXT)
    def note_the_facts_in_the_text(self, document: Uploaded) -> None:
        """Note which planted facts are in the parsed text of a document.

        | Note The Facts In The Text | ${sent} |
        """
        words = plain(document.person.content(document.document_id))
        share_of_facts(TEXT, document.document.facts, lambda fact: in_text(plain(fact.sentence), words, document))

    @keyword
    @notes(FOUND)
    def note_the_facts_found(self, documents: Jobs) -> None:
        """Note which planted facts the owner of these documents finds by search, each in its own document.

        | Note The Facts Found | ${sent} |
        """
        source = {fact: each for each in documents for fact in each.document.facts}
        share_of_facts(FOUND, list(source), lambda fact: search(source[fact].person, fact, source[fact]))

    @keyword
    @notes("facts answered by the agent", "answers with a source for the fact")
    def note_the_facts_answered(self, document: Uploaded) -> None:
        """Ask the agent for each planted fact of a document, and note which answers hold the fact and a source for it.

        | Note The Facts Answered | ${sent} |
        """
        lives.observe_answers(document)

    # Another user

    @keyword
    @notes(OPENED)
    def note_the_documents_opened(self, document: Uploaded, other: Person) -> None:
        """Let another user try to open a document that its owner can open.

        | Note The Documents Opened | ${private} | ${berta} |
        """
        lives.observe_opened(document, other)

    @keyword
    @notes(control(OWN, "== 100 %"))
    def note_the_own_facts_found(self, document: Uploaded) -> None:
        """Let the owner of a document search for its facts: they can be found.

        | Note The Own Facts Found | ${private} |
        """
        share_of_facts(OWN, document.document.facts, lambda fact: search(document.person, fact, document))

    @keyword
    @notes(FOREIGN)
    def note_the_facts_found_by_another(self, document: Uploaded, other: Person) -> None:
        """Let another user search for the facts of a document, and note each passage of it that comes back.

        | Note The Facts Found By Another | ${private} | ${berta} |
        """
        count(FOREIGN, foreign_passages(other, document.document.facts, document))
