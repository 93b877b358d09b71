"""No text that leaves the process holds a secret."""

from keywords.basics.secrets import MASK, mask, remember


def test_a_remembered_value_is_masked_wherever_it_stands() -> None:
    remember(["correct-horse-battery-staple", "short"])
    assert mask("say correct-horse-battery-staple!") == f"say {MASK}!"
    assert mask("short words stay") == "short words stay"


def test_tokens_and_addresses_with_a_password_are_always_masked() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJlLW9mLWl0"
    assert mask(f"Bearer {token}") == f"Bearer {MASK}"
    assert mask("postgresql://postgres:hunter22@127.0.0.1:5432/x") == f"postgresql://{MASK}@127.0.0.1:5432/x"
    assert mask("http://127.0.0.1:8000/health") == "http://127.0.0.1:8000/health"


def test_the_longer_of_two_overlapping_secrets_is_masked_whole() -> None:
    remember(["secret-value", "secret-value-and-more"])
    assert mask("x secret-value-and-more y") == f"x {MASK} y"
