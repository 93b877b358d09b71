"""The simulated providers, called as the official SDKs call the real ones."""

from contextlib import suppress
from typing import Any

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import eventually
from keywords.contract.people import needs
from keywords.documents.pdf import GeneratedPdf, generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, ratio, share
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import plain, share_of_facts
from keywords.running.catalogue import experiment
from keywords.world import World

PAGES = 3
ENDED = ("COMPLETED", "FAILED", "CANCELLED")
EMBED_MODEL, CHAT_MODEL, DIMENSIONS = "text-embedding-3-small", "gpt-4o-mini", 1536
# A text, one that shares words with it, and one that does not.
NEAR_AND_FAR = (
    ("The policy covers damage by water.", "Damage by water is covered by this policy.", "Trains leave at noon."),
    ("The premium is due in May.", "In May the premium falls due.", "Otters sleep on their backs."),
    ("Claims are paid within ten days.", "Within ten days we pay claims.", "The violin needs four new strings."),
)
PROMPT = "Context:\n{context}\n\nQuestion: {question}"
CONTEXT = "[1] The deductible of Nadivo is 340 EUR.\n\n[2] The deductible of Bekalu is 275 EUR."


def key(world: World, provider: str) -> str:
    """The key for calls to a provider."""
    variable = world.environment.credentials.get(provider, f"{provider.upper()}_API_KEY")
    if found := world.stack.secrets.get(variable):
        return found
    raise Inconclusive(f"{provider} cannot be called: {variable} is not set (credentials.{provider})")


@experiment(
    "a document parsed by LlamaParse alone",
    (
        "facts in the markdown",
        "pages returned / pages sent",
        "table cells kept in one row",
        "documents accepted with a wrong key",
        "non-PDF files parsed",
    ),
    pages=PAGES,
    table=True,
)
def llamaparse_alone(world: World) -> None:
    """The official SDK sends LlamaParse a PDF with planted facts, a file that is not a PDF, and a wrong key."""
    from llama_cloud import AuthenticationError, LlamaCloud

    needs(world.environment, "simulators")
    document, address = generate("parsed alone", pages=PAGES, table=True), world.address("llamaparse")
    content = b"".join(document.parts())
    with LlamaCloud(api_key=key(world, "llamaparse"), base_url=address, max_retries=2) as llama:
        observe_markdown(document, parse(llama, document.filename, content))
        text_file = parse(llama, "none.pdf", b"This is no PDF, whatever its name says.").job
    seen = f"{text_file.status} {text_file.error_message or ''}"
    refused = Case.judged("a text file called none.pdf", text_file.status == "FAILED", "FAILED", seen, job=text_file.id)
    count("non-PDF files parsed", [refused])
    with LlamaCloud(api_key="not the key", base_url=address, max_retries=0) as stranger:
        accepted = 0
        with suppress(AuthenticationError):
            parse(stranger, document.filename, content)
            accepted = 1
    count("documents accepted with a wrong key", [Case.of("a document with a wrong key", 0, accepted)])


def observe_markdown(document: GeneratedPdf, result: Any) -> None:
    """Observe whether the markdown of a document has its facts, its pages, and the row of its table."""
    pages = [page.markdown for page in result.markdown.pages] if result.markdown else []
    text = "\n".join(pages)
    share_of_facts("facts in the markdown", document.facts, lambda fact: plain(fact.sentence) in plain(text))
    sent = [Case.judged(f"page {number + 1} of {document.filename}", True) for number in range(PAGES)]
    ratio("pages returned / pages sent", len(pages), PAGES, sent)
    cells = [cell.strip() for cell in document.facts[-1].sentence.strip("| ").split("|")]
    rows = [row for row in text.splitlines() if row.startswith("|") and all(cell in row for cell in cells)]
    shown = rows[0] if len(rows) == 1 else f"{len(rows)} rows with all cells"
    share("table cells kept in one row", [Case.judged(cell, len(rows) == 1, "one row", shown) for cell in cells])


@step("Let LlamaParse parse a file", "{filename}", saw=lambda result: result.job.status)
def parse(llama: Any, filename: str, content: bytes) -> Any:
    """The result of LlamaParse for a file."""
    file = llama.files.create(file=(filename, content, "application/pdf"), purpose="parse")
    job = llama.parsing.create(tier="fast", version="latest", file_id=file.id)
    return eventually(
        lambda: llama.parsing.get(job.id, expand=["markdown"]),
        lambda result: result.job.status in ENDED,
        f"LlamaParse to parse {filename}",
    )


@experiment(
    "texts and questions for OpenAI alone",
    (
        "similar texts ranked nearer",
        "vectors that meet the contract",
        "answers with the fact from the context",
        "invented answers",
    ),
)
def openai_alone(world: World) -> None:
    """The official SDK asks OpenAI for the vectors of similar and other texts, and for answers from a context."""
    from openai import OpenAI

    needs(world.environment, "simulators")
    address = world.address("openai").removesuffix("/v1")
    with OpenAI(api_key=key(world, "openai"), base_url=f"{address}/v1", max_retries=2) as openai:
        observe_vectors(openai)
        observe_answers(openai)


@step("Compare the vectors of similar and other texts")
def observe_vectors(openai: Any) -> None:
    """Observe whether similar texts have near vectors, and vectors their promised form."""
    nearer, promised = Cases(), Cases()

    @step("Ask for vectors", "{texts}")
    def vectors(*texts: str) -> list[list[float]]:
        data = openai.embeddings.create(model=EMBED_MODEL, input=list(texts)).data
        return [one.embedding for one in sorted(data, key=lambda one: one.index)]

    for text, near, far in NEAR_AND_FAR:
        own, close, distant = vectors(text, near, far)
        nearer.expect(text, True, product(own, close) > product(own, distant))
        promised.expect(f"dimensions of {text!r}", DIMENSIONS, len(own))
        promised.expect(f"length of {text!r}", 1.0, round(product(own, own), 3))
        promised.expect(f"{text!r} in two batches", own, vectors(far, text)[1])
    share("similar texts ranked nearer", nearer)
    share("vectors that meet the contract", promised)


def observe_answers(openai: Any) -> None:
    """Observe whether answers come from the context, and only from there."""
    grounded = Cases()

    @step("Ask the model", "{question}", saw=str)
    def answer(question: str) -> str:
        prompt = PROMPT.format(context=CONTEXT, question=question)
        completion = openai.chat.completions.create(model=CHAT_MODEL, messages=[{"role": "user", "content": prompt}])
        return completion.choices[0].message.content or ""

    for who, amount in (("Nadivo", "340 EUR"), ("Bekalu", "275 EUR")):
        said = answer(question := f"What is the deductible of {who}?")
        grounded.append(Case.judged(question, amount in said, amount, said))
    share("answers with the fact from the context", grounded)
    said = answer(question := "Who painted the ceiling of the chapel?")
    count("invented answers", [Case.judged(question, "EUR" not in said, "no amount in EUR", said)])


def product(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
