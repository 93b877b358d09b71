"""The types of keywords' arguments: what a spec may write, and the objects that keywords hand to each other."""

from collections.abc import Callable, Sequence
from typing import Any

from keywords.basics.quantities import Quantity, nearest
from keywords.contract.live import Listener
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import GeneratedPdf
from keywords.environments.dialect import METHODS, Paths
from keywords.evidence.agreeing import operator_named
from keywords.stacks.services import KINDS, PROVIDERS, service_of


class Operator(str):
    """How what is seen is compared with what is expected. Without an operator a keyword only returns what it sees.

    Texts: `==`, `!=`, `contains`, `not contains`, `should start with`, `should end with`, `matches`. Numbers: `==`,
    `!=`, `<`, `<=`, `>`, `>=`. The other names of these operators that the Browser library knows are understood.
    """

    @classmethod
    def convert(cls, value: str) -> "Operator":
        return cls(operator_named(value) if value else "")


class Amount(str):
    """A number with a unit, such as `9 stages`, `100 %` or `20 s`."""

    @classmethod
    def convert(cls, value: str) -> "Amount":
        return cls(Quantity.parse(value) if value else "")


class Call(str):
    """A call of the contract, such as `documents`; the environment file has its path."""

    @classmethod
    def convert(cls, value: str) -> "Call":
        if value in METHODS:
            return cls(value)
        if value in CALLS_BY_PATH:
            raise ValueError(f"{value!r} is a path; name the call by its word in the contract: {CALLS_BY_PATH[value]}")
        raise ValueError(f"the contract has no call {value!r}{nearest(value, list(METHODS))}")


class Service(str):
    """A service such as `worker`, or one process of it such as `worker-1`."""

    @classmethod
    def convert(cls, value: str) -> "Service":
        if service_of(value) not in KINDS:
            raise ValueError(f"there is no service {value!r}{nearest(value, list(KINDS))}")
        return cls(value)


class Provider(str):
    """A provider outside the pipeline that a simulator stands for: `llamaparse` or `openai`."""

    @classmethod
    def convert(cls, value: str) -> "Provider":
        if value not in PROVIDERS:
            raise ValueError(f"there is no provider {value!r}{nearest(value, list(PROVIDERS))}")
        return cls(value)


class Jobs(tuple[Uploaded, ...]):
    """Jobs of uploaded documents: one, or a list of them."""

    @classmethod
    def convert(cls, value: object) -> "Jobs":
        several = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        if not several:
            raise ValueError("expected at least one uploaded document; the list is empty")
        return cls(handed(Uploaded, "an uploaded document", "Upload Document")(each) for each in several)


class Listeners(tuple[Listener, ...]):
    """Live connections: one, or a list of them."""

    @classmethod
    def convert(cls, value: object) -> "Listeners":
        several = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        return cls(handed(Listener, "a live connection", "Listen")(each) for each in several)


CALLS_BY_PATH = {Paths().of(call, job_id="{job_id}", document_id="{document_id}"): call for call in METHODS}


def handed(kind: type, what: str, keyword: str) -> Callable[[Any], Any]:
    """A converter for an object that only a keyword can make."""

    def checked(value: object) -> object:
        if not isinstance(value, kind):
            raise ValueError(f"expected {what}, which {keyword!r} returns; seen {value!r}")
        return value

    return checked


CONVERTERS: dict[type, Callable[..., Any]] = {
    **{kind: kind.convert for kind in (Operator, Amount, Call, Service, Provider, Jobs, Listeners)},
    Person: handed(Person, "a user", "New User"),
    Uploaded: handed(Uploaded, "an uploaded document", "Upload Document"),
    GeneratedPdf: handed(GeneratedPdf, "a document", "Generate Document"),
    Listener: handed(Listener, "a live connection", "Listen"),
}
