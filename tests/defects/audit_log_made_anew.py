"""A migration rebuilds the audit log from its rows and loses everything else about the table.

In real life: `CREATE TABLE ... AS` is a quick repair. It copies no key, index, policy or trigger, yet all reads and
writes work as before. The migration runs at the first registration.
"""

from keywords.proof.migration import before

REQUIREMENTS = ("P7-1.2", "P9-11.2", "P9-11.4")
FIELD = "data"
SELECTION = (
    "95 Percent Of Database Connections Open In Under 100 Milliseconds",
    "The Schema Has Exactly The Recorded Columns",
    "The Schema Has Exactly The Recorded Constraints",
    "The Schema Has Exactly The Recorded Indexes",
    "The Schema Has Exactly The Recorded Policies",
    "Row-Level Security Is On Exactly Where Recorded",
    "The Schema Has Exactly The Recorded Triggers",
    "The Audit Log Refuses Updates And Deletions",
    "A User Sees No Row Of Another User",
)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"
MIGRATION = """
ALTER TABLE upload_pipeline.audit_log RENAME TO audit_log_before;
CREATE TABLE upload_pipeline.audit_log AS TABLE upload_pipeline.audit_log_before;
DROP TABLE upload_pipeline.audit_log_before;
GRANT SELECT, INSERT ON upload_pipeline.audit_log TO api, authenticated, service_role
"""


def apply() -> None:
    from pipeline.api import tokens

    before(tokens, "hash_password", MIGRATION)
