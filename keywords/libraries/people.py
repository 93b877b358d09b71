"""Users of the pipeline and their sessions."""

from collections.abc import Callable
from typing import Literal

from robot.api.deco import keyword, library

from keywords.basics.secrets import remember
from keywords.contract.answers import outcome
from keywords.contract.people import Person, needs
from keywords.libraries.asserting import NONE, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Operator

SIGN_IN, RENEWAL, IDENTITY = "outcome of a sign-in", "outcome of a renewal", "user of a session"
Spelling = Literal["as registered", "in small letters", "in capitals"]
AS_REGISTERED: Spelling = "as registered"
CLAIMING = ("X-Forwarded-For", "X-Real-IP", "True-Client-IP")  # headers that name another address
Slip = Literal["with a letter more", "with a letter less", "with other capitals"]
SLIPS: dict[str, Callable[[str], str]] = {
    "with a letter more": lambda password: f"{password}x",
    "with a letter less": lambda password: password[:-1],
    "with other capitals": lambda password: password.swapcase(),
}


@library(scope="GLOBAL", converters=CONVERTERS)
class people(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Users, each with a session of their own. Every other keyword that acts for somebody takes a user first."""

    @keyword
    def new_user(self, *, capitals: bool = False) -> Person:
        """A new user who is registered and signed in; with capitals in the e-mail address if you say so.

        | ${anna} = | New User |
        """
        if capitals:
            needs(self.world.environment, "register", "login")
        return self.world.person(self.world.accounts.address(capitals=True) if capitals else "")

    @keyword
    def two_users(self) -> tuple[Person, Person]:
        """Two new users. Inconclusive if the environment gives the token of one only.

        | ${anna} | ${berta} = | Two Users |
        """
        return self.world.two_people()

    @keyword
    def new_users(self, number: int) -> list[Person]:
        """So many new users, each registered and signed in.

        | @{people} = | New Users | 3 |
        """
        return [self.world.person() for _ in range(number)]

    @keyword
    def sign_in_again(self, user: Person, *, spelled: Spelling = AS_REGISTERED) -> Person:
        """The same user in a second session; the e-mail address may be spelled otherwise.

        | ${at home} = | Sign In Again | ${anna} | spelled=in capitals |
        """
        return user.signed_in_again(address_of(user, spelled))

    @keyword
    def sign_out(self, user: Person) -> None:
        """End the session of this user; other sessions of the same user go on.

        | Sign Out | ${at home} |
        """
        user.logout()

    @keyword
    def renew_session(self, user: Person) -> str:
        """Exchange the refresh token for a new session, and return the used refresh token.

        | ${used} = | Renew Session | ${anna} |
        """
        used = user.session.refresh_token
        user.refresh()
        return used

    @keyword
    @observes(SIGN_IN)
    def get_sign_in_outcome(
        self,
        user: Person,
        operator: Operator = NONE,
        expected: str = "",
        *,
        password: str = "",
        but: Slip | None = None,
        spelled: Spelling = AS_REGISTERED,
    ) -> str:
        """How the API answers a sign-in: accepted, unauthorized, ...

        It is tried with the user's own password, with that but for a slip, or with another one.

        | Get Sign In Outcome | ${anna} | == | unauthorized | but=with a letter less |
        """
        tried = password or (SLIPS[but](user.password) if but else user.password)
        remember([tried])
        answer = user.call("login", {"email": address_of(user, spelled), "password": tried})
        return self.text(
            SIGN_IN, outcome(user.environment, "login", answer.status_code), operator, expected, user=user.user_id
        )

    @keyword
    @observes(RENEWAL)
    def get_renewal_outcome(self, user: Person, token: str, operator: Operator = NONE, expected: str = "") -> str:
        """How the API answers an attempt to renew a session with this refresh token.

        | Get Renewal Outcome | ${anna} | ${used} | == | unauthorized |
        """
        answer = user.call("refresh", {"refresh_token": token})
        said = outcome(user.environment, "refresh", answer.status_code)
        return self.text(RENEWAL, said, operator, expected, user=user.user_id)

    @keyword
    @observes(IDENTITY)
    def get_user_id(self, user: Person, operator: Operator = NONE, expected: str = "") -> str:
        """The id of the user to whom the session belongs, as the API says.

        | Get User Id | ${at home} | == | ${anna.user_id} |
        """
        needs(user.environment, "me")
        return self.text(IDENTITY, user.me()["user_id"], operator, expected, user=user.user_id)

    @keyword
    def claim_address(self, user: Person, address: str) -> None:
        """Let every further request of a user claim that it comes from another address, as a proxy would write it.

        | Claim Address | ${anna} | 203.0.113.7 |
        """
        user.http.headers.update(dict.fromkeys(CLAIMING, address) | {"Forwarded": f"for={address}"})

    @keyword
    def get_token(self, user: Person) -> str:
        """The access token of a user, for plain calls with RequestsLibrary. The log masks it.

        | ${token} = | Get Token | ${anna} |
        """
        return user.token


def address_of(user: Person, spelled: Spelling) -> str:
    """The e-mail address of a user, as registered or with other letters."""
    return {"in small letters": user.email.lower(), "in capitals": user.email.upper()}.get(spelled, user.email)
