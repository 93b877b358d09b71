"""Time that a check cannot wait for: the end of a session is moved into the past, in the database."""

from keywords.contract.place import Place
from keywords.contract.querying import composed, connect, raise_if_absent
from keywords.evidence.steps import step
from keywords.safety.guard import Fault

LONG_AGO = """
UPDATE auth.refresh_tokens SET expires_at = now() - interval '1 second'
WHERE session_id IN (SELECT session_id FROM auth.sessions WHERE user_id::text = %s) AND used_at IS NULL
"""


@step("Let the sessions of a user run out", "{user_id}", saw=lambda number: f"{number} refresh tokens")
def run_out(place: Place, user_id: str) -> int:
    """Make every refresh token of a user as old as it can be; returns how many there were."""
    import psycopg2

    place.guard.allow(Fault("corrupt postgres"))
    connection = connect(place)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(composed(place, LONG_AGO), (user_id,))
            return int(cursor.rowcount)
    except psycopg2.Error as error:
        raise_if_absent(error)
        raise
    finally:
        connection.close()
