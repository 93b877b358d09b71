"""The text of a document is that of the next document of its user.

In real life: the path of the text is looked up by its place in a list, and the list counts from one.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P4-7.2", "P9-8.1")
FIELD = "pipeline"
SELECTION = ("Every Fact Survives Parsing In Seven Languages", "No Planted Fact Is Lost In Seven Languages")
SERVICES = ("api",)
MODULE = "pipeline.api.documents"
NEXT = """
(SELECT o.{column} FROM upload_pipeline.documents o WHERE o.parsed_path IS NOT NULL
 ORDER BY o.created_at > documents.created_at DESC, o.created_at LIMIT 1) AS {name}
"""


def apply() -> None:
    from pipeline.api import documents

    path = NEXT.format(column="parsed_path", name="path")
    sha256 = NEXT.format(column="parsed_sha256", name="sha256")
    put(documents, "OF_FORM", {**documents.OF_FORM, "markdown": f"{path}, {sha256}"})
    note(documents, "_with_first")
