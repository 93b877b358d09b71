"""Checks of the page that need a script: focus, accessibility, and what the witness script recorded."""

# ruff: noqa: S101 (an assertion is how these keywords fail)

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from keywords.basics.waiting import eventually
from keywords.environments.dialect import STAGES

if TYPE_CHECKING:  # it loads slowly, and the resource of the page has loaded it
    from Browser import Browser

TABS_AT_MOST = 40
LIST = "/api/v2/jobs"
FEWEST_RULES = 10  # fewer passed rules mean that axe had nothing to check
AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] })
  return {
    passes: found.passes.length,
    violations: found.violations.map(({ id, help, nodes }) => ({
      id, help, nodes: nodes.map(({ target, failureSummary }) => [target.join(' '), failureSummary])
    }))
  }
}"""
# The element with the focus, or its label, must have an outline.
FOCUS = """() => {
  const element = document.activeElement
  const outlined = [element, ...(element.labels ?? [])].some(each => {
    const style = getComputedStyle(each), box = each.getBoundingClientRect()
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 8 && box.height > 8
  })
  return { tag: element.localName, text: element.textContent.trim().slice(0, 40), outlined }
}"""
STORED = """() => ({
  'localStorage': JSON.stringify({ ...localStorage }), 'a cookie': document.cookie, 'the address': location.href
})"""
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth
  const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > wide + 1)
  return { wide, scrolls: document.documentElement.scrollWidth, out: out.map(e => e.outerHTML.slice(0, 80)) }
}"""


@library(scope="GLOBAL")
class watching:  # noqa: N801 (Robot Framework finds the library by its module's name)
    @property
    def _browser(self) -> "Browser":
        found: Browser = BuiltIn().get_library_instance("Browser")
        return found

    def _ask(self, function: str, selector: str | None = None) -> Any:
        return self._browser.evaluate_javascript(selector, function)

    @keyword
    def tab_to(self, selector: str) -> None:
        """Press Tab until this element has the focus, which must be visible at every step.

        | Tab To | role=button[name="Sign out"] |
        """
        from Browser.utils.data_types import KeyAction

        passed = []
        for _ in range(TABS_AT_MOST):
            self._browser.keyboard_key(KeyAction.press, "Tab")
            focus = self._ask(FOCUS)
            passed.append(f"{focus['tag']} {focus['text']!r}")
            assert focus["outlined"] or focus["tag"] == "body", f"the focus is not visible on {passed[-1]}"
            if self._ask("element => element === document.activeElement", selector):
                return
        raise AssertionError(f"pressing Tab {TABS_AT_MOST} times did not reach {selector}, only {', '.join(passed)}")

    @keyword
    def every_stage_was_shown(self, file: dict[str, str]) -> None:
        """The page showed each stage from first to last, in order.

        | Every Stage Was Shown | ${policy} |
        """
        shown = [number for number in self._ask("() => witness.stages").get(file["name"], []) if number]
        assert shown == list(range(1, len(STAGES) + 1)), f"stages shown for {file['name']}: {shown}"

    @keyword
    def stages_shown_should_become(self, number: int, file: dict[str, str]) -> None:
        """Wait until this number of stages is shown as reached.

        | Stages Shown Should Become | 9 | ${policy} |
        """
        eventually(
            lambda: self._ask("() => witness.stages").get(file["name"], [0]),
            lambda shown: shown[-1] == number,
            f"{number} stages of {file['name']}",
        )

    @keyword
    def every_stage_was_received(self, documents: int) -> None:
        """Over all sockets, each document's nine stages came once and in order.

        | Every Stage Was Received | 2 |
        """
        heard = self._ask("() => witness.heard")
        assert len(heard) == documents, f"received stages of {len(heard)} documents"
        assert all(stages == list(STAGES) for stages in heard.values()), f"received: {heard}"

    @keyword
    def upload_progress_appears(self, file: dict[str, str]) -> None:
        """Wait until the progress bar shows the first bytes of a slow upload.

        | Upload Progress Appears | ${policy} |
        """
        eventually(
            lambda: self._ask("() => witness.bytes").get(file["name"], []),
            lambda shown: any(0 < value < 100 for value in shown),
            f"progress of {file['name']}",
            120,
        )

    @keyword
    def upload_progress_was_shown(self, file: dict[str, str]) -> None:
        """The progress bar was seen between empty and full, and never went back.

        | Upload Progress Was Shown | ${policy} |
        """
        shown = self._ask("() => witness.bytes").get(file["name"], [])
        assert [value for value in shown if 0 < value < 100], f"no progress seen while bytes were sent: {shown}"
        assert shown == sorted(shown), f"progress went back: {shown}"

    @keyword
    def stored_session(self) -> str:
        """What the browser keeps of the session, as JSON."""
        return str(self._ask("() => JSON.stringify({ ...sessionStorage })"))

    @keyword
    def the_session_is_renewed_from(self, before: str) -> None:
        """Wait until the page has the renewed session: a reload during the renewal would sign the user out.

        | The Session Is Renewed From | ${before} |
        """
        eventually(self.stored_session, lambda kept: kept not in (before, "{}"), "the session to be renewed")

    @keyword
    def let_a_minute_pass(self) -> None:
        """Advance the page's clock second by second, so that each call is answered before the next is due."""
        from Browser.utils.data_types import CLockAdvanceType

        for _ in range(60):
            self._browser.advance_clock(timedelta(seconds=1), CLockAdvanceType.run_for)
            eventually(lambda: self._ask("() => witness.unanswered"), lambda calls: calls == 0, "answers")

    @keyword
    def calls_per_minute_should_be_at_most(self, times: int, path: str) -> None:
        """In no minute of the page's time are there more calls, and there are at least two in all.

        | Calls Per Minute Should Be At Most | 10 | /api/v2/jobs |
        """
        at = self._asked(path)
        assert len(at) >= 2, f"{path} was called {len(at)} times: too few to show a rate"
        most = max(sum(start <= each < start + 60_000 for each in at) for start in at)
        assert most <= times, f"{path} was called {most} times in a minute"

    def _asked(self, path: str) -> list[float]:
        return [at for at, seen in self._ask("() => witness.asked") if seen == path]

    @keyword
    def sockets_were_opened(self, number: int) -> None:
        """Wait for this number of sockets; each after the first resumes from a cursor.

        | Sockets Were Opened | 1 |
        """
        opened = eventually(
            lambda: self._ask("() => witness.sockets"), lambda seen: len(seen) >= number, f"socket {number}"
        )
        for address in opened[1:]:
            assert "cursor=" in address, f"a socket does not resume: {address}"

    @keyword
    def the_page_has_read_its_lists(self) -> None:
        """Wait for the two lists: one at the start, and one after the greeting on the socket."""
        eventually(
            lambda: (len(self._asked(LIST)), self._ask("() => witness.unanswered")),
            lambda seen: seen[0] >= 2 and seen[1] == 0,
            "both lists, and no call under way",
        )

    @keyword
    def the_page_never_froze_longer_than(self, seconds: float) -> None:
        """No single task blocked the page for longer.

        | The Page Never Froze Longer Than | 1.0 |
        """
        beats, longest = self._ask("() => [witness.beats, witness.longestTask / 1000]")
        assert beats, "the witness script did not run"
        assert longest <= seconds, f"the page froze for {longest:.2f} s"

    @keyword
    def the_page_is_accessible(self, state: str) -> None:
        """axe-core finds no violation, in light and dark. `state` names what is shown.

        | The Page Is Accessible | signed out |
        """
        for scheme in ("light", "dark"):
            self._browser.emulate_media(colorScheme=scheme)
            found = self._ask(AXE)
            assert found["passes"] >= FEWEST_RULES, f"axe had almost nothing to check: {found}"
            shown = json.dumps(found["violations"], indent=1)
            assert not found["violations"], f"violations in {scheme}, {state}: {shown}"

    @keyword
    def nothing_is_cut_off(self) -> None:
        """The page can be read without scrolling sideways."""
        found = self._ask(OVERFLOW)
        assert found["scrolls"] <= found["wide"], f"{found['scrolls']} px wide in {found['wide']}: {found['out']}"

    @keyword
    def no_token_is_stored(self, *secrets: str) -> None:
        """Neither localStorage nor cookies nor the address contain a token or any of these secrets.

        | No Token Is Stored | ${anna}[password] |
        """
        kept = self._ask(STORED)
        for place, text in kept.items():
            assert not any(secret in text for secret in (*secrets, "eyJ", "refresh")), f"a secret is stored in {place}"
