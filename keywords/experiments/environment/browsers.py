"""The browsers that a person could use to look at the page from here."""

from keywords.basics.errors import Inconclusive
from keywords.browsers.finding import ENGINES, find
from keywords.evidence.model import Case
from keywords.evidence.observing import count
from keywords.running.catalogue import experiment
from keywords.world import World


@experiment("the browsers of this machine", ["browsers covered"])
def browsers_here(_world: World) -> None:
    """A browser with each engine is looked for. One that is missing says nothing about the pipeline."""
    found = {engine.name: find(engine=engine) for engine in ENGINES.values()}
    cases = [
        Case.judged(ENGINES[name].family, browser is not None, "a browser", browser or "none")
        for name, browser in found.items()
    ]
    count("browsers covered", cases)
    if missing := [ENGINES[name].family for name, browser in found.items() if browser is None]:
        raise Inconclusive(f"this machine has no {' and no '.join(missing)}; docs/browsers.md says how to get one")
