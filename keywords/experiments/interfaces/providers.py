"""The simulators of the outside world, spoken to as their official SDKs speak to the real ones."""

from typing import Any

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import eventually
from keywords.contract.people import needs
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, figure
from keywords.experiments.documents.outcomes import plain, share_of_facts
from keywords.running.catalogue import experiment
from keywords.world import World

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
    """The key that a provider is asked with."""
    variable = world.environment.credentials.get(provider, f"{provider.upper()}_API_KEY")
    if found := world.stack.secrets.get(variable):
        return found
    raise Inconclusive(f"{provider} cannot be asked: {variable} is not set (credentials.{provider})")


@experiment(
    "a document parsed by LlamaParse alone",
    (
        "facts in the markdown",
        "pages returned / pages sent",
        "table cells kept in one row",
        "documents accepted with a wrong key",
        "non-PDF files parsed",
    ),
    pages=3,
    table=True,
)
def parsed_by_llamaparse(world: World) -> None:
    """A PDF with planted facts goes through LlamaParse's own API, in the dialect of its SDK, past the pipeline."""
    from llama_cloud import AuthenticationError, LlamaCloud

    needs(world.environment, "simulators")
    document, address = generate("parsed alone", pages=3, table=True), world.address("llamaparse")
    with LlamaCloud(api_key=key(world, "llamaparse"), base_url=address, max_retries=2) as llama:
        told = parse(llama, document.filename, b"".join(document.parts()))
        pages = [page.markdown for page in told.markdown.pages] if told.markdown else []
        text = "\n".join(pages)
        share_of_facts("facts in the markdown", document.facts, lambda fact: plain(fact.sentence) in plain(text))
        figure("pages returned / pages sent", 100 * len(pages) / 3, of=3)
        (*_, in_table) = document.facts
        cells = [cell.strip() for cell in in_table.sentence.strip("| ").split("|")]
        rows = [row for row in text.splitlines() if row.startswith("|") and all(cell in row for cell in cells)]
        figure("table cells kept in one row", 100 * (len(rows) == 1), of=cells)
        none = parse(llama, "none.pdf", b"This is no PDF, whatever its name says.")
    figure(
        "non-PDF files parsed",
        int(none.job.status != "FAILED"),
        of=1,
        detail=f"{none.job.status} {none.job.error_message or ''}",
    )
    with LlamaCloud(api_key="not the key", base_url=address, max_retries=0) as stranger:
        try:
            parse(stranger, document.filename, b"".join(document.parts()))
            taken = 1
        except AuthenticationError:
            taken = 0
    figure("documents accepted with a wrong key", taken, of=1)


def parse(llama: Any, filename: str, content: bytes) -> Any:
    """What LlamaParse says of a file, once it has ended with it."""
    file = llama.files.create(file=(filename, content, "application/pdf"), purpose="parse")
    job = llama.parsing.create(tier="fast", version="latest", file_id=file.id)
    return eventually(
        lambda: llama.parsing.get(job.id, expand=["markdown"]),
        lambda told: told.job.status in ENDED,
        f"LlamaParse to end with {filename}",
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
def given_to_openai(world: World) -> None:
    """Embeddings and chat by OpenAI's own API, in the dialect of its SDK, past the pipeline."""
    from openai import OpenAI

    needs(world.environment, "simulators")
    nearer, promised, grounded = Cases(), Cases(), Cases()
    address = world.address("openai").removesuffix("/v1")
    with OpenAI(api_key=key(world, "openai"), base_url=f"{address}/v1", max_retries=2) as openai:

        def vectors(*texts: str) -> list[list[float]]:
            told = openai.embeddings.create(model=EMBED_MODEL, input=list(texts)).data
            return [one.embedding for one in sorted(told, key=lambda one: one.index)]

        def answer(question: str) -> str:
            prompt = PROMPT.format(context=CONTEXT, question=question)
            told = openai.chat.completions.create(model=CHAT_MODEL, messages=[{"role": "user", "content": prompt}])
            return told.choices[0].message.content or ""

        for text, near, far in NEAR_AND_FAR:
            own, close, distant = vectors(text, near, far)
            nearer.expect(text, True, product(own, close) > product(own, distant))
            promised.expect(f"dimensions of {text!r}", DIMENSIONS, len(own))
            promised.expect(f"length of {text!r}", 1.0, round(product(own, own), 3))
            promised.expect(f"{text!r} alone, and in another batch", own, vectors(far, text)[1])
        for who, amount in (("Nadivo", "340 EUR"), ("Bekalu", "275 EUR")):
            grounded.expect(f"the deductible of {who}", True, amount in answer(f"What is the deductible of {who}?"))
        invented = [text for text in (answer("Who painted the ceiling of the chapel?"),) if "EUR" in text]
    nearer.observe("similar texts ranked nearer")
    promised.observe("vectors that meet the contract")
    grounded.observe("answers with the fact from the context")
    count("invented answers", invented, of=1)


def product(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
