"""The words of a text, for both the vectors and the answers."""

import re
from functools import lru_cache

# A word, or one character of a script that is written without spaces.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_TOKEN = re.compile(r"\w{1,6}|[^\w\s]")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", ""))

_COMMON_WORDS = {
    "en": """
        a about after all also am an and any are as at be been before being between both but by can could did do does
        doing done down during each every few for from further had has have having he her here hers him his how i if
        in into is it its itself just less long made make many may me might more most much must my no nor not now of
        off on once only or other our out over own per same shall she should since so some such than that the their
        them then there these they this those through to too under until up upon us very was we were what when where
        which while who whom whose why will with within without would you your please tell say says said give show me
        mean means
    """,
    "de": """
        aber als am an auch auf aus bei beim bin bis bist da das dass dem den der des die dies diese dieser dieses
        doch dort du durch ein eine einem einen einer eines er es für gegen hat haben hatte ich ihr im in ist ja kann
        kein keine können man mit nach nicht noch nur ob oder ohne sehr sich sie sind so über um und uns unter vom von
        vor war waren was weil welche welcher welches wenn wer werden wie wird wir wo wurde zu zum zur zwischen
    """,
    "fr": """
        au aux avec ce ces cet cette comme dans de des donc du elle elles en est et eu être il ils je la le les leur
        leurs lui mais même ne ni nos notre nous on ont ou où par pas plus pour qu que quel quelle quels quelles qui
        sa sans se ses son sont sous sur tu un une vos votre vous à été
    """,
}
COMMON = frozenset(word for of_language in _COMMON_WORDS.values() for word in of_language.split())


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def names(text: str) -> set[str]:
    """The capitalised words of a text, in lower case."""
    return {word.lower() for word in _WORD.findall(text) if word[0].isupper()} - COMMON


def content_words(text: str) -> list[str]:
    """The stems of the words that carry meaning."""
    return [stem(word) for word in words(text) if word not in COMMON]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its English ending, roughly: the same for singular and plural, present and past."""
    if len(word) > 4 and word.isascii() and word.isalpha() and not word.endswith("ss"):
        for ending, instead in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                root = word[: -len(ending)] + instead
                return root[:-1] if root.endswith("e") and ending != "ies" else root
        return word[:-1] if word.endswith("e") else word
    return word


def count_tokens(text: str) -> int:
    """A plausible number of tokens, always the same for the same text."""
    return len(_TOKEN.findall(text))
