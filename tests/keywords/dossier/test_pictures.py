"""The contact sheet puts the same workflow of several engines side by side."""

from datetime import UTC, datetime

from keywords.dossier.pictures import sheet
from keywords.evidence.model import Evidence, Picture


def record(name: str, engine: str = "", moments: int = 0) -> Evidence:
    pictures = [Picture(moment=f"moment {n}", engine=engine, file=f"{n}.jpeg", sha256="") for n in range(moments)]
    return Evidence(
        id=f"experiment/{name}",
        kind="experiment",
        name=name,
        run="r",
        environment="e",
        started=datetime.now(UTC),
        inputs={"engine": engine} if engine else {},
        pictures=pictures,
    )


def test_a_workflow_is_one_row_with_a_column_for_each_engine() -> None:
    chromium, firefox = record("asking in chromium", "chromium", 2), record("asking in firefox", "firefox", 1)
    found = sheet([record("the database away"), firefox, record("sending in chromium", "chromium"), chromium])
    assert found.engines == ("chromium", "firefox")
    assert [workflow.name for workflow in found.workflows] == ["asking", "sending"]
    assert found.workflows[0].records == {"chromium": chromium, "firefox": firefox}
    assert set(found.workflows[1].records) == {"chromium"}


def test_a_run_without_a_browser_has_no_sheet() -> None:
    assert sheet([record("the database away")]).workflows == ()
