"""The suite takes the monitor's address from another machine.

In real life: the address comes from a colleague's settings, so the suite observes another pipeline.
"""

from dataclasses import replace as changed

from keywords.proof.breaking import alter

REQUIREMENTS = ("P9-17.1", "P9-22.1")
FIELD = "environment"
SELECTION = ("No Service Address Leads To Another Machine", "Every Address Is On This Machine")
SERVICES = ("suite",)
MODULE = "keywords.stacks.command_line"


def apply() -> None:
    from keywords.stacks import command_line

    def with_a_foreign_monitor(found: command_line.Status) -> command_line.Status:
        return changed(found, addresses={**found.addresses, "monitor": "http://monitor.example:8004"})

    alter(command_line, "status", with_a_foreign_monitor)
