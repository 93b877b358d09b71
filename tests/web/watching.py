"""Looks at the page that take more than one question: focus, accessibility, what a witness in the page has noted."""

import json
from datetime import timedelta
from typing import Any

from Browser import Browser
from Browser.utils.data_types import CLockAdvanceType, KeyAction
from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from keywords.basics.waiting import eventually
from pipeline.stages import STAGES

TABS_AT_MOST = 40
LIST = "/api/v2/jobs"
FEWEST_RULES = 10  # that axe must have found something to apply to, or it looked at nothing
AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] })
  return {
    passes: found.passes.length,
    violations: found.violations.map(({ id, help, nodes }) => ({
      id, help, nodes: nodes.map(({ target, failureSummary }) => [target.join(' '), failureSummary])
    }))
  }
}"""
# The element with the focus, or a label that shows the focus in its place, has to be outlined.
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
    def _browser(self) -> Browser:
        found: Browser = BuiltIn().get_library_instance("Browser")
        return found

    def _ask(self, function: str, selector: str | None = None) -> Any:
        return self._browser.evaluate_javascript(selector, function)

    @keyword
    def tab_to(self, selector: str) -> None:
        """Press Tab until this element has the focus. At every step the focus has to be visible."""
        passed = []
        for _ in range(TABS_AT_MOST):
            self._browser.keyboard_key(KeyAction.press, "Tab")
            focus = self._ask(FOCUS)
            passed.append(f"{focus['tag']} {focus['text']!r}")
            assert focus["outlined"] or focus["tag"] == "body", f"the focus cannot be seen on {passed[-1]}"
            if self._ask("element => element === document.activeElement", selector):
                return
        raise AssertionError(f"{TABS_AT_MOST} times Tab do not lead to {selector}, but to {', '.join(passed)}")

    @keyword
    def every_stage_was_shown(self, file: dict[str, str]) -> None:
        """From the first stage to the last, one after the other, none left out."""
        shown = [number for number in self._ask("() => witness.stages").get(file["name"], []) if number]
        assert shown == list(range(1, len(STAGES) + 1)), f"of {file['name']} were shown: {shown}"

    @keyword
    def so_many_stages_are_shown(self, number: int, file: dict[str, str]) -> None:
        """As reached, in the end."""
        eventually(
            lambda: self._ask("() => witness.stages").get(file["name"], [0]),
            lambda shown: shown[-1] == number,
            f"{number} stages of {file['name']}",
        )

    @keyword
    def every_stage_was_told(self, documents: int) -> None:
        """Over all sockets, each document's nine stages came in order and once."""
        heard = self._ask("() => witness.heard")
        assert len(heard) == documents, f"told of {len(heard)} documents"
        assert all(stages == list(STAGES) for stages in heard.values()), f"told: {heard}"

    @keyword
    def some_bytes_were_shown_on_their_way(self, file: dict[str, str]) -> None:
        """In the end; the first of them, if they are slow."""
        eventually(
            lambda: self._ask("() => witness.bytes").get(file["name"], []),
            lambda shown: any(0 < value < 100 for value in shown),
            f"bytes of {file['name']}",
            120,
        )

    @keyword
    def the_bytes_were_shown_on_their_way(self, file: dict[str, str]) -> None:
        """The progress bar was seen between nothing and everything, and never went back."""
        shown = self._ask("() => witness.bytes").get(file["name"], [])
        assert [value for value in shown if 0 < value < 100], f"progress while bytes were sent: {shown}"
        assert shown == sorted(shown), f"progress went back: {shown}"

    @keyword
    def session_that_is_kept(self) -> str:
        return str(self._ask("() => JSON.stringify({ ...sessionStorage })"))

    @keyword
    def another_session_is_kept_than(self, before: str) -> None:
        """It was renewed, and the page has the new one: a reload in the midst of that would sign the user out."""
        eventually(self.session_that_is_kept, lambda kept: kept not in (before, "{}"), "the session to be renewed")

    @keyword
    def let_a_minute_pass(self) -> None:
        """Of the page's clock, second by second, so that each call has its answer before the time of the next one."""
        for _ in range(60):
            self._browser.advance_clock(timedelta(seconds=1), CLockAdvanceType.run_for)
            eventually(lambda: self._ask("() => witness.unanswered"), lambda calls: calls == 0, "answers")

    @keyword
    def the_page_asked_no_more_often_than(self, times: int, path: str) -> None:
        """In any minute of the page's time, and at least twice altogether."""
        at = self._asked(path)
        assert len(at) >= 2, f"{path} was asked for {len(at)} times: that shows no rate"
        most = max(sum(start <= each < start + 60_000 for each in at) for start in at)
        assert most <= times, f"{path} was asked for {most} times in a minute"

    def _asked(self, path: str) -> list[float]:
        return [at for at, seen in self._ask("() => witness.asked") if seen == path]

    @keyword
    def a_new_socket_is_open(self, number: int) -> None:
        """So many sockets were opened so far; the later ones go on where the one before was cut."""
        opened = eventually(
            lambda: self._ask("() => witness.sockets"), lambda seen: len(seen) >= number, f"socket {number}"
        )
        for address in opened[1:]:
            assert "cursor=" in address, f"a socket begins anew: {address}"

    @keyword
    def the_lists_are_read(self) -> None:
        """The page asks for them when it comes in, and once more when its socket is greeted."""
        eventually(
            lambda: (len(self._asked(LIST)), self._ask("() => witness.unanswered")),
            lambda seen: seen[0] >= 2 and seen[1] == 0,
            "both answers, and no call under way",
        )

    @keyword
    def the_page_never_stood_still_for(self, seconds: float) -> None:
        """No task of its own kept it from going on for longer."""
        beats, longest = self._ask("() => [witness.beats, witness.longestTask / 1000]")
        assert beats, "nobody has looked whether it goes on"
        assert longest <= seconds, f"the page stood still for {longest:.2f} s"

    @keyword
    def the_page_is_accessible(self, state: str) -> None:
        """axe-core finds no violation, in light and in dark. `state` names what is shown."""
        for scheme in ("light", "dark"):
            self._browser.emulate_media(colorScheme=scheme)
            found = self._ask(AXE)
            assert found["passes"] >= FEWEST_RULES, f"axe had next to nothing to look at: {found}"
            shown = json.dumps(found["violations"], indent=1)
            assert not found["violations"], f"violations in {scheme}, {state}: {shown}"

    @keyword
    def nothing_is_cut_off(self) -> None:
        """The page can be read without scrolling sideways."""
        found = self._ask(OVERFLOW)
        assert found["scrolls"] <= found["wide"], f"{found['scrolls']} px wide in {found['wide']}: {found['out']}"

    @keyword
    def no_token_is_kept(self, *secrets: str) -> None:
        """Neither localStorage nor cookies nor the address hold a token, or any of these secrets."""
        kept = self._ask(STORED)
        for place, text in kept.items():
            assert not any(secret in text for secret in (*secrets, "eyJ", "refresh")), f"a secret is kept in {place}"
