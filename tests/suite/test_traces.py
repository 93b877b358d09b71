"""What the files of a run must not hold."""

from tests.suite.child import GREEN, Bench, check

TOKEN = "tok-9f31c07be54d42"
LEAKS = {
    "In An Exception": ["Leak"],
    "In A Loop": ["FOR    ${n}    IN    1", "    Run Keyword And Continue On Failure    Leak", "END"],
    "In A Fact": ["${token} =    Give Token", "Fact Is    the ${token}    ${token}    ${token}"],
    "In A Setup": ["[Setup]    Leak", GREEN],
    "In A Teardown": [GREEN, "[Teardown]    Leak"],
    "In An Argument": ["${token} =    Give Token", "Take    ${token}", "Should Be Equal    ${token}    other"],
    "In A Log": ["${token} =    Give Token", "Log    ${token}", "Log To Console    ${token}", GREEN],
    "In A Skip": ["${token} =    Give Token", "Leave Open    no answer for ${token}"],
}


def test_a_secret_is_in_none_of_the_results(bench: Bench) -> None:
    checks = [check(name, *steps) for name, steps in LEAKS.items()]
    bench.spec(*checks, more="Suite Setup    Make The Environment Ready\nSuite Teardown    Leak")
    ended = bench.run("--loglevel", "TRACE", "--variable", f"GIVEN:{TOKEN}", CHILD_TOKEN=TOKEN)
    assert ended.decision == "NO-GO", ended.text
    assert "refused: ••••" in ended.reasons
    files = [path for path in bench.results.rglob("*") if path.is_file()]
    assert len(files) > len(LEAKS)
    found = {path.name: path.read_text(encoding="utf-8").count(TOKEN) for path in files}
    assert {name: count for name, count in found.items() if count} == {}
    assert TOKEN not in "\n".join(line for line in ended.text.splitlines() if line != TOKEN)
