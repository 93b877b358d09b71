"""The page refuses a file of another type and does not say why.

In real life: the sentence is replaced by a general one, for translators to fill in later.
"""

from keywords.proof.breaking import rewrite_page

REQUIREMENTS = ("P2-2.1",)
FIELD = "browser"
SELECTION = ("Files Of All Kinds Are Taken Or Refused In Words In Chromium",)
SERVICES = ("web",)
MODULE = "pipeline.web.app"


def apply() -> None:
    from pipeline.web import app

    rewrite_page(app, "uploads.js", "Only PDF files are accepted.", "Something went wrong.")
