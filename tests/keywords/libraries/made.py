"""An uploaded document that no pipeline knows, and libraries over a run without one."""

import importlib
from datetime import UTC, datetime

from keywords.commands.vocabulary import sources
from keywords.contract.people import Uploaded
from keywords.documents.pdf import GeneratedPdf, Planted
from keywords.libraries.asserting import OBSERVES
from keywords.running.checks import Getter


def getters() -> dict[str, Getter]:
    """What each keyword observes: known once its library is imported."""
    for name in sources():
        if name.startswith("keywords."):
            importlib.import_module(name)
    return OBSERVES


def sent() -> Uploaded:
    fact = Planted("The policy number of Bodo on page 1 is D-1.", "What is the policy number of Bodo?", "D-1")
    return Uploaded(GeneratedPdf("policy.pdf", b"%PDF", (fact,)), "job-1", "document-1", "user-1", datetime.now(UTC))
