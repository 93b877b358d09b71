"""The suite's blank document contains a line of text.

In real life: a template adds a footer. Finding nothing in it then proves nothing.
"""

from fpdf import FPDF

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-16.2",)
FIELD = "suite"
SELECTION = ("Documents Without Expected Results Contain No Readable Text",)
SERVICES = ("suite",)
MODULE = "keywords.documents.bad"


def apply() -> None:
    from keywords.documents import bad
    from keywords.documents.pdf import GeneratedPdf

    def with_a_footer(seed: str) -> GeneratedPdf:
        pdf = FPDF()
        pdf.add_page()
        pdf.set_font("helvetica", size=11)
        pdf.cell(text="This page is intentionally left blank.")
        return bad._named("blank", seed, bytes(pdf.output()))

    replace(bad, "blank", with_a_footer)
    bad.BAD["blank"] = bad.blank
