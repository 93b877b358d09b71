"""Access tokens with one thing wrong, each named by what that is. All are made as a genuine one is made."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from keywords.basics.errors import Absent
from keywords.basics.secrets import remember
from keywords.contract.people import Person
from keywords.contract.place import Place
from keywords.contract.sessions import claims_of, head_of, signing_secret

Claims = Mapping[str, Any]
DIGESTS = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
OTHER_SECRET = "a wrong secret that is long enough for every algorithm that signs tokens"  # noqa: S105 (wrong on purpose)
MINUTE, HOUR = 60, 3600
NO_ID = "00000000-0000-4000-8000-000000000000"
EMPTY_FILE = "../../../../../../dev/null"


@dataclass(frozen=True)
class Token:
    """An access token, which is a secret."""

    what: str
    text: str = field(repr=False)

    def __str__(self) -> str:
        return self.what


def encoded(content: Claims | bytes) -> str:
    """A part of a token."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def altered(signature: str) -> str:
    """The signature with a letter changed in the middle, where every bit counts."""
    middle = len(signature) // 2
    return signature[:middle] + ("A" if signature[middle] != "A" else "B") + signature[middle + 1 :]


def signed(head: Claims, claims: Claims, secret: str, digest: str = "sha256") -> str:
    """A token with this head and these claims, whatever they say, and the HMAC of both."""
    body = f"{encoded(head)}.{encoded(claims)}"
    return f"{body}.{encoded(hmac.digest(secret.encode(), body.encode(), digest))}"


@dataclass(frozen=True)
class Original:
    """What a forger starts from: a user's genuine token, the secret behind it, and what somebody else holds."""

    owner: Person
    other: Person  # another user
    secret: str
    service_key: str

    @property
    def claims(self) -> dict[str, Any]:
        return claims_of(self.owner.token)

    @property
    def head(self) -> dict[str, Any]:
        return head_of(self.owner.token)

    def but(self, **changes: Any) -> str:
        """The same token with some claims changed; those that become None are left out."""
        for claim, value in changes.items():
            if value is None or claim in ("aud", "iss", "sid"):
                self.has(claim)
        claims = {claim: value for claim, value in {**self.claims, **changes}.items() if value is not None}
        return signed(self.head, claims, self.secret)

    def has(self, claim: str) -> None:
        if claim not in self.claims:
            raise Absent(f"the tokens of {self.owner.environment.name} have no claim {claim!r}")

    def under(self, secret: str = "", **head: Any) -> str:
        """The same claims, signed with this secret under another head."""
        whole = {**self.head, **head}
        return signed(whole, self.claims, secret or self.secret, DIGESTS.get(whole["alg"], "sha256"))

    def with_signature(self, signature: str, **changes: Any) -> str:
        """The same token with another signature, and perhaps with changed claims that nobody has signed again."""
        head, claims, _ = self.owner.token.split(".")
        return f"{head}.{encoded({**self.claims, **changes}) if changes else claims}.{signature}"

    @property
    def signature(self) -> str:
        return self.owner.token.rpartition(".")[2]


def _unsigned(original: Original, algorithm: str) -> str:
    return f"{encoded({**original.head, 'alg': algorithm})}.{encoded(original.claims)}."


def _with_its_own_key(original: Original) -> str:
    key = {"kty": "oct", "alg": "HS256", "k": encoded(OTHER_SECRET.encode())}
    return original.under(OTHER_SECRET, jwk=key)


def _with_an_empty_key(original: Original) -> str:
    return signed({**original.head, "kid": EMPTY_FILE}, original.claims, "")


def _service_key(original: Original) -> str:
    if not original.service_key:
        raise Absent(f"the key of the services of {original.owner.environment.name} is not known")
    return original.service_key


def _refresh_token(original: Original) -> str:
    if not original.owner.session.refresh_token:
        raise Absent(f"the sessions of {original.owner.environment.name} have no refresh token")
    return original.owner.session.refresh_token


def _session_of(person: Person) -> Any:
    return claims_of(person.token).get("sid")


GENUINE = "a genuine token"
FORGERIES: dict[str, Callable[[Original], str]] = {
    GENUINE: lambda original: original.but(),
    # its times
    "an expired token": lambda original: original.but(iat=_now() - HOUR, exp=_now() - MINUTE),
    "a token without an expiry": lambda original: original.but(exp=None),
    "a token that is not valid yet": lambda original: original.but(nbf=_now() + HOUR),
    # whom it is from, for, and about
    "a token for another audience": lambda original: original.but(aud="anon"),
    "a token without an audience": lambda original: original.but(aud=None),
    "a token of another issuer": lambda original: original.but(iss="https://somebody.example.com"),
    "a token without an issuer": lambda original: original.but(iss=None),
    "a token without a user": lambda original: original.but(**{original.owner.environment.sign_in.user_claim: None}),
    "a token of a user who does not exist": lambda original: original.but(
        **{original.owner.environment.sign_in.user_claim: NO_ID}
    ),
    "a token whose user is no id": lambda original: original.but(
        **{original.owner.environment.sign_in.user_claim: "not an id"}
    ),
    "a token of a session that does not exist": lambda original: original.but(sid=str(uuid4())),
    "a token of another user's session": lambda original: original.but(sid=_session_of(original.other)),
    # its signature
    "a token signed with another secret": lambda original: original.under(OTHER_SECRET),
    "a token signed with an empty secret": lambda original: signed(original.head, original.claims, ""),
    "a token whose signature is cut short": lambda original: original.with_signature(original.signature[:-4]),
    "a token with one letter of its signature changed": lambda original: original.with_signature(
        altered(original.signature)
    ),
    "a token with another token's signature": lambda original: original.with_signature(
        original.other.token.rpartition(".")[2]
    ),
    "a token without a signature": lambda original: original.with_signature(""),
    # what it says, changed after it was signed
    "another user's token in this user's name": lambda original: _renamed(original),
    "a token that was made to last": lambda original: original.with_signature(
        original.signature, exp=_now() + 24 * HOUR
    ),
    # its algorithm
    "a token with the algorithm none": lambda original: _unsigned(original, "none"),
    "a token with the algorithm NONE": lambda original: _unsigned(original, "NONE"),
    "a token with the algorithm HS384": lambda original: original.under(alg="HS384"),
    "a token with the algorithm HS512": lambda original: original.under(alg="HS512"),
    "a token with the algorithm RS256": lambda original: original.under(alg="RS256"),
    "a token that brings its own key": _with_its_own_key,
    "a token whose key is an empty file": _with_an_empty_key,
    # another secret in its place
    "a refresh token": _refresh_token,
    "the key of the services": _service_key,
}


def forged(place: Place, owner: Person, other: Person, what: str) -> Token:
    """A token that names the owner, forged in this way."""
    secret = signing_secret(place.environment, place.stack.secrets)
    service_key = place.stack.secrets.get(place.environment.credentials.get("storage", "SERVICE_ROLE_KEY"), "")
    text = FORGERIES[what](Original(owner, other, secret, service_key))
    remember([text])
    return Token(what, text)


def _renamed(original: Original) -> str:
    """What the thief can do: the own token, with the owner's name written into it."""
    head, _, signature = original.other.token.split(".")
    claim = original.owner.environment.sign_in.user_claim
    return f"{head}.{encoded({**claims_of(original.other.token), claim: original.owner.user_id})}.{signature}"


def _now() -> int:
    return int(time.time())
