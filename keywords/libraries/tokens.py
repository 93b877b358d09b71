"""Access tokens: genuine ones, forged ones, and what they open."""

import time

import httpx
from robot.api.deco import keyword, library

from keywords.basics import clients
from keywords.basics.errors import SpecError
from keywords.basics.quantities import nearest
from keywords.contract import sessions
from keywords.contract.answers import correlation
from keywords.contract.doors import NEEDS_TOKEN, OPEN, REFUSED, tried
from keywords.contract.forging import FORGERIES, OTHER_SECRET, Token, forged
from keywords.contract.people import Person, needs
from keywords.evidence.model import Case
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator, handed
from keywords.world import World

OPENED, SHUT, CLAIM = "doors that open to a token", "doors that refuse a token", "detail of an access token"
MADE = {Token: handed(Token, "a token", "Forge Token")}


@library(scope="GLOBAL", converters=CONVERTERS | MADE)
class tokens(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """The doors of a pipeline are its API, its storage and its live connection."""

    @keyword
    def forge_token(self, user: Person, what: str, *, with_help_of: Person) -> Token:
        """A token that names a user and has one thing wrong. Another user helps with what only users hold.

        A genuine token is made in the same way; it must open every door, so a refusal can only be for what is wrong.

        | ${forged} = | Forge Token | ${anna} | an expired token | with_help_of=${ben} |
        """
        if what not in FORGERIES:
            raise SpecError(f"nobody can forge {what!r}{nearest(what, list(FORGERIES))}")
        return forged(self.world, user, with_help_of, what)

    @keyword
    @observes(OPENED)
    def get_doors_opened(
        self, user: Person, token: Token, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of the doors that a token opens which names this user.

        | Get Doors Opened | ${anna} | ${genuine} | == | 100 % |
        """
        return self._doors(OPENED, OPEN, user, token, operator, expected)

    @keyword
    @observes(SHUT)
    def get_doors_refused(
        self,
        user: Person,
        token: Token,
        operator: Operator = NONE,
        expected: Amount = NOTHING,
        *,
        storage: bool = True,
    ) -> float:
        """The share of the doors that refuse a token; the storage may be left out, since it knows no sessions.

        | Get Doors Refused | ${anna} | ${forged} | == | 100 % |
        """
        return self._doors(SHUT, REFUSED, user, token, operator, expected, storage)

    def _doors(
        self,
        name: str,
        wanted: str,
        user: Person,
        token: Token,
        operator: Operator,
        expected: Amount,
        storage: bool = True,
    ) -> float:
        seen = tried(self.world, user, token.text, storage)
        cases = [Case.of(f"{door} with {token}", wanted, said, user=user.user_id) for door, said in seen.items()]
        return self.share(name, cases, operator, expected)

    @keyword
    @observes(CLAIM)
    def get_token_detail(self, user: Person, word: str, operator: Operator = NONE, expected: str = "") -> str:
        """What a user's own token says in its head or in one of its claims: alg, aud, iss, sub, ...

        | Get Token Detail | ${anna} | alg | == | HS256 |
        """
        said = {**sessions.head_of(user.token), **sessions.claims_of(user.token)}
        return self.text(CLAIM, said.get(word), operator, expected, word=word, user=user.user_id)

    @keyword
    def only_a_genuine_token_is_accepted(self) -> None:
        """A user's token is accepted, and each copy of it with one thing wrong is refused.

        Countersign also signs a copy without a change, which must be accepted, so a refusal can only be for the change.
        """
        here, expect = self.world, self.run.recorder.expect
        environment = here.environment
        call = next((call for call in NEEDS_TOKEN if environment.has(call)), NEEDS_TOKEN[0])
        needs(environment, call)
        accepted, refused = str(environment.success.of(call)), str(environment.refusals.unauthorized)
        person = here.person()
        claims = sessions.claims_of(person.token)

        def try_token(name: str, wanted: str, token: str) -> None:
            answer = self._answer(here, call, environment.sign_in.presented(token) if token else {})
            expect(name, wanted, answer.status_code, {"user": person.user_id, **correlation(answer)})

        try_token("the user's own token", accepted, person.token)
        without_the_secret = {
            "no token": "",
            "a truncated token": person.token[:-4],
            "an unsigned token": sessions.mint(environment, claims, "", "none"),
            "a token signed with another secret": sessions.mint(environment, claims, OTHER_SECRET),
        }
        for name, token in without_the_secret.items():
            try_token(name, refused, token)
        secret = sessions.signing_secret(environment, here.stack.secrets)
        try_token("a genuine token", accepted, sessions.mint(environment, claims, secret))
        changes: dict[str, dict[str, object]] = {"an expired token": {"exp": int(time.time()) - 60}}
        if "aud" in claims:
            changes["a token for another audience"] = {"aud": "another audience"}
        for name, change in changes.items():
            try_token(name, refused, sessions.mint(environment, {**claims, **change}, secret))

    def _answer(self, here: World, call: str, headers: dict[str, str]) -> httpx.Response:
        return clients.get(here.address("api") + here.environment.paths.of(call), headers=headers)
