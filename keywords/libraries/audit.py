"""The audit log of the pipeline: who did what, when, with which object, from where."""

import socket
from typing import Literal
from urllib.parse import urlsplit

from robot.api.deco import keyword, library

from keywords.contract.people import Person, needs
from keywords.contract.querying import rows
from keywords.libraries.asserting import NONE, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Operator

ACTIONS, DETAIL = "actions in the audit log", "detail of an audit entry"
# An entry that is dated into the future is none of those that were written until now.
ENTRIES = """
SELECT action, object, origin, correlation_id FROM {audit_log}
WHERE actor::text = %s AND at >= %s::timestamptz AND at <= clock_timestamp() ORDER BY audit_id
"""
WORDS = ("action", "object", "origin", "correlation id")
EVER = "-infinity"
Word = Literal["object", "origin", "correlation id"]


@library(scope="GLOBAL", converters=CONVERTERS)
class audit(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """The actions are user.registered, user.signed_in, user.sign_in_refused, user.signed_out, session.reuse_detected,
    upload.accepted, job.retried and document.deleted."""

    @keyword
    @observes(ACTIONS)
    def get_audit_actions(
        self, user: Person, operator: Operator = NONE, *expected: str, since: str = EVER
    ) -> list[str]:
        """The actions of a user in the audit log, in order; of all times, or from a noted time until now.

        | Get Audit Actions | ${anna} | == | document.deleted | since=${before} |
        """
        said = [row[0] for row in self._entries(user, since)]
        return self.items(ACTIONS, said, operator, expected, user=user.user_id)

    @keyword
    @observes(DETAIL)
    def get_audit_detail(
        self, user: Person, action: str, word: Word, operator: Operator = NONE, expected: str = ""
    ) -> str:
        """What the latest entry of an action of a user says: its object, its origin or its correlation id.

        | Get Audit Detail | ${anna} | document.deleted | object | contains | ${sent.document_id} |
        """
        found = [row for row in self._entries(user) if row[0] == action]
        said = found[-1][WORDS.index(word)] if found else f"there is no entry {action}"
        return self.text(DETAIL, said, operator, expected, action=action, word=word, user=user.user_id)

    @keyword
    def own_address(self) -> str:
        """The address of this machine on its way to the API.

        | ${here} = | Own Address |
        """
        to = urlsplit(self.world.address("api"))
        with socket.create_connection((to.hostname or "", to.port or (443 if to.scheme == "https" else 80)), 10) as way:
            return str(way.getsockname()[0])

    def _entries(self, user: Person, since: str = EVER) -> list[tuple[str, ...]]:
        needs(self.world.environment, "audit_log")
        return rows(self.world, ENTRIES, user.user_id, since)
