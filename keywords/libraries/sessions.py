"""Sessions of users beyond signing in and out: refusals, renewals at one moment, and how passwords are kept."""

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Literal

import httpx
from robot.api.deco import keyword, library

from keywords.basics.errors import Absent
from keywords.contract.aging import run_out
from keywords.contract.answers import outcome, wording
from keywords.contract.people import Person, needs
from keywords.contract.querying import value_of
from keywords.contract.sessions import claims_of
from keywords.evidence.following import Rule
from keywords.evidence.model import Case
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.people import AS_REGISTERED, Spelling, address_of
from keywords.libraries.typed import CONVERTERS, Amount, Operator

REGISTERED, REFUSED, AT_ONCE = "outcome of a registration", "wording of a refused sign-in", "renewals at one moment"
TIME = "time of a sign-in without an account"
WAY, MEMORY, PASSES, SALT = (
    "way of hashing a password",
    "memory of hashing a password",
    "passes of hashing a password",
    "salt of a password",
)
LIFETIME, PROMISED = "lifetime of an access token", "promised lifetime of an access token"
PAIRS = 7  # of sign-ins that are timed in turn
KEPT = "SELECT password_hash FROM auth.users WHERE user_id::text = %s"
ARGON2 = re.compile(r"\$(argon2\w+)\$v=\d+\$m=(\d+),t=(\d+),p=\d+\$([^$]+)\$")
Account = Literal["own", "unknown"]


@library(scope="GLOBAL", converters=CONVERTERS)
class sessions(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Sessions, and the passwords that open them."""

    @keyword
    @observes(REGISTERED)
    def get_registration_outcome(
        self, user: Person, operator: Operator = NONE, expected: str = "", *, spelled: Spelling = AS_REGISTERED
    ) -> str:
        """How the API answers a second registration of a user's e-mail address: conflict, or accepted if it is new.

        | Get Registration Outcome | ${anna} | == | conflict | spelled=in capitals |
        """
        answer = user.call("register", {"email": address_of(user, spelled), "password": user.password})
        said = outcome(user.environment, "register", answer.status_code)
        return self.text(REGISTERED, said, operator, expected, user=user.user_id)

    @keyword
    @observes(REFUSED)
    def get_wording_of_refused_sign_in(
        self, user: Person, operator: Operator = NONE, expected: str = "", *, account: Account = "own"
    ) -> str:
        """All that the refusal of a wrong password says; or that of an account that does not exist.

        | ${wrong} = | Get Wording Of Refused Sign In | ${anna} |
        | Get Wording Of Refused Sign In | ${anna} | == | ${wrong} | account=unknown |
        """
        said = wording(_refused(user, account))
        return self.text(REFUSED, said, operator, expected, account=account, user=user.user_id)

    @keyword
    @observes(TIME)
    def get_sign_in_time(self, user: Person, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How long a sign-in takes if there is no such account, in percent of the time of a wrong password.

        Both are tried in turn, and their medians compared, so that whatever slows the machine slows both.

        | Get Sign In Time | ${anna} | >= | 50 % |
        """
        took: dict[Account, list[float]] = {"own": [], "unknown": []}
        for _ in range(PAIRS):
            for account, times in took.items():
                began = time.perf_counter()
                _refused(user, account)
                times.append(time.perf_counter() - began)
        cases = [
            Case.judged(
                "a pair", True, seen=f"{1000 * unknown:.1f} ms without an account, {1000 * own:.1f} ms with one"
            )
            for own, unknown in zip(took["own"], took["unknown"], strict=True)
        ]
        samples = [statistics.median(took[account]) for account in ("unknown", "own")]
        return self.figure(TIME, Rule.RATIO, operator, expected, cases, samples)

    @keyword
    @observes(AT_ONCE)
    def get_renewals_at_once(self, user: Person, number: int, operator: Operator = NONE, *expected: str) -> list[str]:
        """The outcomes, sorted, of this number of renewals with one refresh token at one moment.

        | Get Renewals At Once | ${anna} | 2 | == | accepted | unauthorized |
        """
        token, start = user.session.refresh_token, Barrier(number)

        def renew(_: int) -> str:
            start.wait(30)
            return outcome(user.environment, "refresh", user.call("refresh", {"refresh_token": token}).status_code)

        with ThreadPoolExecutor(number) as pool:
            return self.items(AT_ONCE, sorted(pool.map(renew, range(number))), operator, expected, user=user.user_id)

    @keyword
    def let_sessions_run_out(self, user: Person) -> None:
        """Move the end of a user's sessions into the past, since no check can wait for it.

        | Let Sessions Run Out | ${anna} |
        """
        if not run_out(self.world, user.user_id):
            raise Absent("the database keeps no refresh token of this user")

    @keyword
    @observes(LIFETIME)
    def get_token_lifetime(self, user: Person, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How long an access token is valid, from its issue to its expiry, in minutes.

        | Get Token Lifetime | ${anna} | <= | 60 min |
        """
        claims = claims_of(user.token)
        if not {"iat", "exp"} <= set(claims):
            raise Absent("the access token does not say when it was issued and when it expires")
        return self.number(LIFETIME, (claims["exp"] - claims["iat"]) / 60, operator, expected, user=user.user_id)

    @keyword
    @observes(PROMISED)
    def get_promised_lifetime(self, user: Person, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How long an access token is valid by the answer to a sign-in, in minutes.

        | Get Promised Lifetime | ${anna} | <= | 60 min |
        """
        answer = user.parse("login", user.call("login", {"email": user.email, "password": user.password}))
        return self.number(PROMISED, float(answer["expires_in"]) / 60, operator, expected, user=user.user_id)

    # How passwords are kept

    @keyword
    @observes(WAY)
    def get_password_hashing(self, user: Person, operator: Operator = NONE, expected: str = "") -> str:
        """The way in which the database keeps a user's password, such as argon2id or bcrypt.

        | Get Password Hashing | ${anna} | == | argon2id |
        """
        kept = self._kept(user)
        argon2 = ARGON2.match(kept)
        said = argon2[1] if argon2 else "bcrypt" if kept.startswith(("$2a$", "$2b$", "$2y$")) else "neither of both"
        return self.text(WAY, said, operator, expected, user=user.user_id)

    @keyword
    @observes(MEMORY)
    def get_hashing_memory(self, user: Person, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The memory that one guess of a password costs, in MiB.

        | Get Hashing Memory | ${anna} | >= | 19 MiB |
        """
        return self.number(MEMORY, int(self._argon2(user)[2]) / 1024, operator, expected, user=user.user_id)

    @keyword
    @observes(PASSES)
    def get_hashing_passes(self, user: Person, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How often one guess of a password goes through that memory.

        | Get Hashing Passes | ${anna} | >= | 2 operations |
        """
        return self.number(PASSES, int(self._argon2(user)[3]), operator, expected, user=user.user_id)

    @keyword
    @observes(SALT)
    def get_password_salt(self, user: Person, operator: Operator = NONE, expected: str = "") -> str:
        """What is mixed into a password before it is hashed, so that equal passwords are not kept alike.

        | Get Password Salt | ${ben} | != | ${salt of anna} |
        """
        return self.text(SALT, self._argon2(user)[4], operator, expected, user=user.user_id)

    def _argon2(self, user: Person) -> re.Match[str]:
        found = ARGON2.match(self._kept(user))
        if found is None:
            raise Absent("the password is not kept by argon2, which alone says what it costs in this form")
        return found

    def _kept(self, user: Person) -> str:
        needs(self.world.environment, "login")
        kept = value_of(self.world, KEPT, user.user_id)
        if kept is None:
            raise AssertionError(f"the database knows no password of {user}")
        return str(kept)


def _refused(user: Person, account: Account) -> httpx.Response:
    email = user.email if account == "own" else f"nobody-{user.email}"
    return user.call("login", {"email": email, "password": f"not {user.password}"})
