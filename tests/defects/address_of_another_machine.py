"""The suite takes the monitor's address from another machine.

In real life: the address comes from a colleague's settings, so the suite observes another pipeline.
"""

from dataclasses import replace as changed

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-17.1", "P9-22.1")
FIELD = "environment"
SELECTION = ("No Service Speaks To Another Machine By Mistake", "Every Address Is On This Machine")
SERVICES = ("suite",)
MODULE = "keywords.embedded"


def apply() -> None:
    from keywords import embedded

    def with_a_foreign_monitor(found: embedded.Started) -> embedded.Started:
        return changed(found, addresses={**found.addresses, "monitor": "http://monitor.example:8004"})

    alter(embedded, "started", with_a_foreign_monitor)
