"""Questions about documents: search, and the agent that answers from what search finds."""

from dataclasses import dataclass

from robot.api.deco import keyword, library

from keywords.contract.answers import Answer, correlation, outcome
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import Planted
from keywords.evidence.following import Rule
from keywords.evidence.model import Case
from keywords.experiments.documents import grounding
from keywords.experiments.documents.facts import CLOSE, in_answer, in_passages, passage_ids, search
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator, handed

PASSAGES, ORIGINS = "passages found by search", "documents found by search"
REPLY, CITED, CONVERSATION = "reply of the agent", "documents that the agent cites", "conversation of a reply"
FOUND, ANSWERED, SOURCED = (
    "facts found by search",
    "facts answered by the agent",
    "answers with a source for the fact",
)
OWN = "sources from the user's own documents"
UNUSED, HELD = "sources that the answer does not use", "statements that their source holds"
OUTCOME = "outcome of a question"


@dataclass(frozen=True)
class Reply:
    """What the agent said, and where."""

    user: Person
    question: str
    answer: Answer

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return str(self.answer["answer"])

    @property
    def conversation(self) -> str:
        return str(self.answer["conversation_id"])

    @property
    def ids(self) -> dict[str, str]:
        return {"user": self.user.user_id, "conversation": self.conversation}


REPLIES = {Reply: handed(Reply, "a reply", "Ask Agent")}


@library(scope="GLOBAL", converters=CONVERTERS | REPLIES)
class agent(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """What users find in their documents, by search and by asking the agent."""

    # Search

    @keyword
    @observes(PASSAGES)
    def get_passages(
        self, user: Person, question: str, operator: Operator = NONE, expected: str = "", *, most: int = CLOSE
    ) -> str:
        """The nearest passages to a question, as one text.

        | Get Passages | ${anna} | ${fact.question} | contains | ${fact.answer} |
        """
        passages = user.search(question, most)
        text = "\n".join(str(each["text"]) for each in passages)
        return self.text(PASSAGES, text, operator, expected, user=user.user_id)

    @keyword
    @observes(ORIGINS)
    def get_documents_found(
        self, user: Person, question: str, operator: Operator = NONE, *expected: str, most: int = CLOSE
    ) -> list[str]:
        """The ids of the documents that the nearest passages to a question come from, each once.

        | Get Documents Found | ${anna} | ${fact.question} | not contains | ${sent.document_id} |
        """
        ids = [str(each["document_id"]) for each in user.search(question, most)]
        return self.items(ORIGINS, dict.fromkeys(ids), operator, expected, user=user.user_id)

    @keyword
    @observes(FOUND)
    def get_facts_found(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of a document's planted facts that its owner finds, each in a passage of that document.

        | Get Facts Found | ${sent} | == | 100 % |
        """
        cases = [search(document.person, fact, document) for fact in document.document.facts]
        return self.share(FOUND, cases, operator, expected)

    # The agent

    @keyword
    def ask_agent(self, user: Person, question: str, *, after: Reply | None = None) -> Reply:
        """The agent's reply to a question, in a new conversation or in that of an earlier reply.

        | ${reply} = | Ask Agent | ${anna} | ${fact.question} |
        """
        return Reply(user, question, user.ask(question, after.conversation if after else None))

    @keyword
    @observes(REPLY)
    def get_reply(self, reply: Reply, operator: Operator = NONE, expected: str = "") -> str:
        """What the agent said.

        | Get Reply | ${reply} | contains | ${fact.answer} |
        """
        return self.text(REPLY, reply.text, operator, expected, **reply.ids)

    @keyword
    @observes(CITED)
    def get_cited_documents(self, reply: Reply, operator: Operator = NONE, *expected: str) -> list[str]:
        """The ids of the documents that a reply cites as its sources, each once.

        | Get Cited Documents | ${reply} | == | ${sent.document_id} |
        """
        ids = dict.fromkeys(str(source["document_id"]) for source in reply.answer["sources"])
        return self.items(CITED, ids, operator, expected, **reply.ids)

    @keyword
    @observes(CONVERSATION)
    def get_conversation(self, reply: Reply, operator: Operator = NONE, expected: str = "") -> str:
        """The id of the conversation that a reply belongs to.

        | Get Conversation | ${second} | == | ${first.conversation} |
        """
        return self.text(CONVERSATION, reply.conversation, operator, expected, user=reply.user.user_id)

    @keyword
    @observes(ANSWERED)
    def get_facts_answered(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of a document's planted facts for which the agent gives its owner the right answer.

        | Get Facts Answered | ${sent} | == | 100 % |
        """
        asked = _ask_all(document)
        cases = [in_answer(fact, answer, document.person, document) for fact, answer in asked.items()]
        return self.share(ANSWERED, cases, operator, expected)

    @keyword
    @observes(SOURCED)
    def get_answers_with_source(
        self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of the agent's answers about a document's facts that cite a passage with the fact.

        | Get Answers With Source | ${sent} | == | 100 % |
        """
        user = document.user_id
        cases = [
            in_passages(fact, answer["sources"], answer["sources"], user=user)
            for fact, answer in _ask_all(document).items()
        ]
        return self.share(SOURCED, cases, operator, expected)

    @keyword
    @observes(OWN)
    def get_own_sources(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The share of the passages that the agent cites about a document's facts that come from that document.

        | Get Own Sources | ${sent} | == | 100 % |
        """
        cases = [
            Case.of(fact.question, document.document_id, str(source["document_id"]), **passage_ids(source))
            for fact, answer in _ask_all(document).items()
            for source in answer["sources"]
        ]
        return self.share(OWN, cases, operator, expected)

    @keyword
    @observes(UNUSED)
    def get_unused_sources(self, reply: Reply, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How many sources a reply names without having used them.

        An answer uses the sources that it cites, as `[1]`; one that cites none uses those that hold what it tells.

        | Get Unused Sources | ${reply} | == | 0 sources |
        """
        sources = reply.answer["sources"]
        used = grounding.cited(reply.text, [str(source["text"]) for source in sources])
        cases = [
            Case.judged(f"source {number}", number in used, "used", reply.text, **reply.ids | passage_ids(source))
            for number, source in enumerate(sources, 1)
        ]
        return self.figure(UNUSED, Rule.FAILED, operator, expected, cases)

    @keyword
    @observes(HELD)
    def get_statements_held_by_sources(
        self, reply: Reply, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of the statements of a reply that stand in the source that it cites for them.

        | Get Statements Held By Sources | ${reply} | == | 100 % |
        """
        sources = [str(source["text"]) for source in reply.answer["sources"]]
        cases = [
            Case.judged(
                said.text,
                0 < number <= len(sources) and grounding.holds(sources[number - 1], said.text),
                f"in source {number}",
                sources[number - 1] if 0 < number <= len(sources) else f"there are {len(sources)} sources",
                **reply.ids,
            )
            for said in grounding.statements(reply.text)
            for number in said.sources
        ]
        return self.share(HELD, cases, operator, expected)

    @keyword
    @observes(OUTCOME)
    def get_question_outcome(
        self, user: Person, question: str, operator: Operator = NONE, expected: str = "", *, conversation: str = ""
    ) -> str:
        """How the API answers a question to the agent: accepted, malformed, hidden, ...

        | Get Question Outcome | ${ben} | ${fact.question} | == | hidden | conversation=${reply.conversation} |
        """
        content = {"message": question, **({"conversation_id": conversation} if conversation else {})}
        answer = user.call("chat", content)
        said = outcome(user.environment, "chat", answer.status_code)
        return self.text(OUTCOME, said, operator, expected, user=user.user_id, **correlation(answer))


def _ask_all(document: Uploaded) -> dict[Planted, Answer]:
    return {fact: document.person.ask(fact.question) for fact in document.document.facts}
