"""The simulated model, called with the official SDK: vectors that find, answers that are grounded."""

import math
import random
import string
import time

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import OpenAI

from pipeline.simulators.answers import NO_DOCUMENTS, NOT_FOUND, answer, passages, sentences
from pipeline.simulators.vectors import embed
from pipeline.simulators.words import stem
from tests.pipeline.simulated import Simulator

pytest_plugins = ["tests.pipeline.simulator_fixtures"]
MODEL = "text-embedding-3-small"
_WORDS = """
    turbine maintenance inspection bearing outage operator vibration temperature pressure report contract delivery
    supplier invoice payment budget customer service warranty period region quality process safety training audit
    the of and to in is that for it as was with be by on are this from at or an which have not has
"""
FILLER = _WORDS.split()


def close(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def prompt(question: str, *texts: str) -> str:
    return "Context:\n" + "\n\n".join(f"[{n}] {text}" for n, text in enumerate(texts, 1)) + f"\n\nQuestion: {question}"


def ask(question: str, *texts: str) -> str:
    return answer([("system", "Answer from the context."), ("user", prompt(question, *texts))])


# --- the official SDK ---


def test_embeddings_come_in_both_encodings(ai: OpenAI) -> None:
    packed = ai.embeddings.create(model=MODEL, input=["One text.", "Another."])
    plain = ai.embeddings.create(model=MODEL, input="One text.", encoding_format="float")
    assert [len(item.embedding) for item in packed.data] == [1536, 1536]
    assert packed.data[0].embedding == pytest.approx(plain.data[0].embedding, abs=1e-6)
    assert packed.usage.total_tokens > 0


def test_an_embedding_can_have_fewer_dimensions(ai: OpenAI) -> None:
    embedding = ai.embeddings.create(model=MODEL, input="One text.", dimensions=256).data[0].embedding
    assert len(embedding) == 256
    assert math.hypot(*embedding) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("given_input", "options"),
    [
        ("", {}),
        (["a", ""], {}),
        ([], {}),
        ([[1, 2, 3]], {}),
        ([1, 2], {}),
        ("a", {"dimensions": 5000}),
        (["a"] * 2049, {}),
    ],
)
def test_wrong_inputs_are_refused(ai: OpenAI, given_input: list[str], options: dict[str, int]) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        ai.embeddings.create(model=MODEL, input=given_input, **options)  # type: ignore[arg-type]  # it is wrong
    assert refused.value.type == "invalid_request_error"


def test_the_largest_batch_is_served(ai: OpenAI) -> None:
    assert len(ai.embeddings.create(model=MODEL, input=["a short text"] * 2048).data) == 2048


def test_an_unknown_model_and_a_wrong_key_are_refused(model: Simulator, ai: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        ai.embeddings.create(model="no-such-model", input="a")
    assert refused.value.code == "model_not_found"
    stranger = OpenAI(api_key="wrong", base_url=model.url, max_retries=0)
    with stranger, pytest.raises(openai.AuthenticationError) as unknown:
        stranger.models.list()
    assert unknown.value.code == "invalid_api_key"


def test_models_are_listed(ai: OpenAI) -> None:
    assert {MODEL, "gpt-4o-mini"} <= {model.id for model in ai.models.list()}


def test_chat_gives_the_same_answer_whole_and_streamed(ai: OpenAI) -> None:
    content = prompt("How long is the warranty?", "The warranty runs for 24 months.")
    whole = ai.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": content}])
    assert whole.choices[0].message.content == "The warranty runs for 24 months. [1]"
    assert whole.usage
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens
    streamed = ai.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": content}], stream=True
    )
    pieces = [chunk.choices[0].delta.content or "" for chunk in streamed]
    assert len(pieces) > 3
    assert "".join(pieces) == whole.choices[0].message.content


def test_calls_and_tokens_are_counted(model: Simulator, ai: OpenAI) -> None:
    model.call("DELETE", "/control/calls")
    used = ai.embeddings.create(model=MODEL, input="Count these words.").usage.total_tokens
    with pytest.raises(openai.BadRequestError):
        ai.embeddings.create(model=MODEL, input="")
    reading = model.call("GET", "/control/calls").json()
    assert reading["calls"] == {"POST /v1/embeddings": {"count": 2, "errors": 1}}
    assert reading["tokens"] == used
    assert reading["cost_cents"] > 0


# --- vectors ---


@given(st.text(max_size=300))
def test_the_vector_of_a_text_has_length_one_and_never_changes(text: str) -> None:
    vector = embed(text, 1536)
    assert math.hypot(*vector) == pytest.approx(1)
    assert vector == embed(text, 1536)


def test_a_question_finds_the_one_chunk_that_shares_its_rare_words() -> None:
    choose = random.Random(7)
    chunks = [" ".join(choose.choice(FILLER) for _ in range(170)) for _ in range(2000)]
    planted = {}
    for place in choose.sample(range(2000), 10):
        rare = ["".join(choose.choices(string.ascii_lowercase, k=7)).capitalize() for _ in range(2)]
        chunks[place] += f" {rare[0]} was signed with {rare[1]}."
        planted[place] = f"What is the warranty period of {rare[0]} from {rare[1]}?"
    vectors = [embed(chunk, 1536) for chunk in chunks]
    for place, question in planted.items():
        asking = {i: value for i, value in enumerate(embed(question, 1536)) if value}
        scores = [sum(value * vector[i] for i, value in asking.items()) for vector in vectors]
        assert scores.index(max(scores)) == place


def test_related_texts_are_close_in_languages_without_spaces_and_with_inflection() -> None:
    question, right, wrong = (
        embed(text, 1536) for text in ("保証期間は", "この製品の保証期間は二年です", "会議は木曜日に移動")
    )
    assert close(question, right) > close(question, wrong) + 0.2
    assert stem("invoices") == stem("invoice")
    assert stem("stopped") != stem("stopping") or stem("starting") == stem("started")


def test_a_chunk_costs_at_most_a_millisecond() -> None:
    choose = random.Random(1)
    chunks = [" ".join(choose.choice(FILLER) for _ in range(180))[:1200] for _ in range(200)]
    took = []
    for _ in range(3):
        started = time.process_time()
        for chunk in chunks:
            embed(chunk, 1536)
        took.append((time.process_time() - started) / len(chunks))
    assert min(took) < 0.002  # twice the claim, as the machine may be busy


# --- answers ---


def test_the_best_sentence_is_quoted_with_its_passage() -> None:
    quoted = ask(
        "How long is the warranty of the Zephyr pump?",
        "The Boreas valve was built by Dr. Keller in Bern. It has no warranty.",
        "# Guarantees\n\nPayment is due. The Zephyr pump has a warranty of 24 months, i.e. two years. It is blue.",
    )
    assert quoted == "The Zephyr pump has a warranty of 24 months, i.e. two years. [2]"


def test_a_table_row_is_quoted_with_its_headers() -> None:
    table = "| Product | Price |\n| --- | --- |\n| Zephyr pump | 400 EUR |\n| Boreas valve | 75 EUR |"
    assert ask("What is the price of the Boreas valve?", table) == "Product: Boreas valve; Price: 75 EUR [1]"


def test_an_answer_that_is_not_in_the_context_is_not_found() -> None:
    text = "Capital expenditure was 3 million. The Zephyr pump is blue."
    assert ask("What is the capital of France?", text) == NOT_FOUND
    assert ask("Who won the football championship?", text) == NOT_FOUND
    assert ask("What is it?", text) == NOT_FOUND
    assert ask("Where is the pump?") == NOT_FOUND


def test_without_a_context_the_answer_says_that_there_are_no_documents() -> None:
    assert answer([("user", "What is the capital of France?")]) == NO_DOCUMENTS
    assert answer([("system", "Context:\n[1] Paris.\n\nQuestion: none")]) == NO_DOCUMENTS


def test_a_short_question_is_read_with_the_one_before_it() -> None:
    table = "| Product | Price |\n| --- | --- |\n| Zephyr pump | 400 EUR |\n| Boreas valve | 75 EUR |"
    messages = [
        ("user", prompt("How long is the warranty of the Zephyr pump?", "It has a warranty.")),
        ("assistant", "It has a warranty. [1]"),
        ("user", prompt("And its price?", table)),
    ]
    assert answer(messages) == "Product: Zephyr pump; Price: 400 EUR [1]"
    assert answer(messages[2:]).startswith("Product: Zephyr pump; Price: 400 EUR [1] Product: Boreas valve")


def test_a_follow_up_is_understood_however_many_passages_repeat_its_sentence() -> None:
    sentences = [f"The policy number of Nadivo{n} on page {n} is B-{n}." for n in range(5)]
    others = [f"Clause {n} covers damage by water in the household." for n in range(30)]
    texts = ["\n".join([sentence, *others[6 * n : 6 * n + 6]]) for n, sentence in enumerate(sentences)]
    overlapping = [*texts, *(text[4:] for text in texts)]
    earlier = "What is the policy number of Nadivo3?"
    said = answer([("user", earlier), ("assistant", "B-3"), ("user", prompt("And the number again?", *overlapping))])
    assert "B-3." in said


def test_bracketed_numbers_inside_a_passage_start_no_new_one() -> None:
    context = "[1] See [7] for more.\n\n[5] is a footnote.\n\n[2] The second."
    assert list(passages(context)) == [(1, "See [7] for more.\n\n[5] is a footnote."), (2, "The second.")]


def test_text_is_split_only_at_the_ends_of_sentences() -> None:
    assert list(sentences("It costs 3.5 EUR. Dr. Keller paid. Why? 第一。第二。")) == [
        "It costs 3.5 EUR.",
        "Dr. Keller paid.",
        "Why?",
        "第一。",
        "第二。",
    ]
