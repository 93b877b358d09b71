"""Whether a text that was seen agrees with what is expected, by the operators of the assertion engine.

The Browser and Database libraries use the same engine. Its operators that evaluate Python are left out: a spec holds no
Python, and nobody could recompute from a record what an expression said.
"""

from assertionengine import AssertionOperator, verify_assertion

from keywords.basics.quantities import OPERATORS, nearest

EQUAL, UNEQUAL = "==", "!="
CONTAINS, CONTAINS_NOT = "contains", "not contains"
TEXT = (EQUAL, UNEQUAL, CONTAINS, CONTAINS_NOT, "should start with", "should end with", "matches")
NEGATIVE = (UNEQUAL, CONTAINS_NOT)
KNOWN = {AssertionOperator[name]: name for name in (*OPERATORS, *TEXT)}


def is_operator(text: str) -> bool:
    word = text.strip().lower()
    return word in AssertionOperator.__members__ and AssertionOperator[word] in KNOWN


def operator_named(text: str) -> str:
    """The one name of an operator, which has several in the engine: `equal` is `==`, `*=` is `contains`."""
    if not is_operator(text):
        raise ValueError(f"there is no operator {text!r}{nearest(text, list(KNOWN.values()))}")
    return KNOWN[AssertionOperator[text.strip().lower()]]


def agrees(operator: str, expected: str, seen: str) -> bool:
    """Whether a text that was seen agrees with the expected one."""
    if operator not in TEXT:
        raise ValueError(f"a text cannot be compared with {operator!r}; it can with {', '.join(TEXT)}")
    try:
        verify_assertion(seen, AssertionOperator[operator], expected)
    except AssertionError:
        return False
    return True
