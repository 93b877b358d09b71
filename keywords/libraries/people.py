"""Users of the pipeline and their sessions."""

from robot.api.deco import keyword, library

from keywords.contract.answers import outcome
from keywords.contract.people import Person, needs
from keywords.libraries.asserting import NONE, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Operator

SIGN_IN, RENEWAL, IDENTITY = "outcome of a sign-in", "outcome of a renewal", "user of a session"


@library(scope="GLOBAL", converters=CONVERTERS)
class people(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Users, each with a session of their own. Every other keyword that acts for somebody takes a user first."""

    @keyword
    def new_user(self) -> Person:
        """A new user who is registered and signed in.

        | ${anna} = | New User |
        """
        return self.world.person()

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
    def sign_in_again(self, user: Person) -> Person:
        """The same user in a second session.

        | ${at home} = | Sign In Again | ${anna} |
        """
        return user.signed_in_again()

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
        self, user: Person, operator: Operator = NONE, expected: str = "", *, password: str = ""
    ) -> str:
        """How the API answers a sign-in, with the user's own password or another: accepted, unauthorized, ...

        | Get Sign In Outcome | ${anna} | == | unauthorized | password=a wrong one |
        """
        answer = user.call("login", {"email": user.email, "password": password or user.password})
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
    def get_token(self, user: Person) -> str:
        """The access token of a user, for plain calls with RequestsLibrary. The log masks it.

        | ${token} = | Get Token | ${anna} |
        """
        return user.token
