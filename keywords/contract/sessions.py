"""How a user of an environment gets a token: from a new account, from a variable, or signed here."""

import base64
import hmac
import os
import secrets as entropy
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from keywords.basics.errors import Inconclusive
from keywords.basics.secrets import remember
from keywords.contract.answers import expect, in_contract_words, in_own_words
from keywords.environments.environment import Environment
from keywords.safety.ownership import Ownership


@dataclass
class Session:
    """A user's identity in the pipeline, and what proves it."""

    user_id: str
    email: str
    token: str
    password: str = ""
    refresh_token: str = ""


class Accounts:
    """The accounts of a run in one environment, and the ways to get a session in them."""

    def __init__(self, environment: Environment, ownership: Ownership) -> None:
        self.environment, self.ownership = environment, ownership
        self._key = entropy.token_bytes(32)
        self._registered: dict[str, Session] = {}

    def begin(self, api: httpx.Client, number: int = 0, address: str = "") -> Session:
        """A session of a new user, or of the user with this number if the environment gives tokens."""
        environment = self.environment
        if environment.sign_in.way == "given":
            return _given(environment, number)
        email = address or self.address()
        if environment.sign_in.way == "minted":
            user_id = str(uuid4())
            return Session(user_id, email, mint(environment, {environment.sign_in.user_claim: user_id, "email": email}))
        return self.register(api, email, self.password_of(email))

    def again(self, user_id: str, email: str, number: int) -> Session:
        """A session of an earlier user, perhaps of an earlier run. A user with a password has yet to sign in."""
        sign_in = self.environment.sign_in
        if sign_in.way == "given":
            return _given(self.environment, number)
        if sign_in.way == "minted":
            return Session(user_id, email, mint(self.environment, {sign_in.user_claim: user_id, "email": email}))
        return self._registered.get(email) or Session(user_id, email, "", self.password_of(email))

    def password_of(self, email: str) -> str:
        """The password of one of our accounts. A later run derives it from the key again, so no file contains it."""
        key = os.environ.get(self.environment.sign_in.password_key_variable, "").encode() or self._key
        return base64.urlsafe_b64encode(hmac.digest(key, email.encode(), "sha256")).decode().rstrip("=")

    def register(self, api: httpx.Client, email: str, password: str) -> Session:
        """Create an account. If it outlives the run, the ledger lists it first."""
        environment = self.environment
        self.ownership.begin_account(email)
        remember([password])
        body = in_own_words({"email": email, "password": password}, environment.sends["register"])
        answer = api.post(environment.paths.of("register"), json=body)
        session = from_answer(environment, "register", answer, Session("", email, "", password))
        self._registered[email] = session
        return session

    def new_account(self) -> dict[str, str]:
        """The email and password of a user who is not registered yet, ready to be sent."""
        email = self.address()
        self.ownership.begin_account(email)
        password = self.password_of(email)
        remember([password])
        return {"email": email, "password": password}

    def address(self, capitals: bool = False) -> str:
        """A new e-mail address; with capitals, in all of it behind the prefix."""
        name = f"user{entropy.token_hex(6)}@example.com" if capitals else f"{entropy.token_hex(6)}@example.com"
        return self.environment.guard.prefix + (name.upper() if capitals else name)


def from_answer(environment: Environment, call: str, answer: httpx.Response, before: Session) -> Session:
    """The session in the answer to a registration, login or refresh."""
    content = in_contract_words(call, expect(answer, environment.success.of(call), call), environment.answers[call])
    token, refresh_token = str(content["access_token"]), str(content.get("refresh_token") or "")
    remember([token, refresh_token])
    user_id = user_of(environment, token) or str((content.get("user") or {}).get("user_id") or before.user_id)
    return Session(user_id, before.email, token, before.password, refresh_token)


def user_of(environment: Environment, token: str) -> str:
    """The id of the user whom a token names; '' if the token cannot be read."""
    return str(claims_of(token).get(environment.sign_in.user_claim, ""))


def claims_of(token: str) -> dict[str, Any]:
    import jwt  # loads slowly

    try:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return {}
    return claims


def head_of(token: str) -> dict[str, Any]:
    """What a token says of its signature."""
    import jwt

    try:
        return jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        return {}


def mint(environment: Environment, changes: dict[str, Any], secret: str = "", algorithm: str = "") -> str:
    """A token as the environment signs it, with some claims changed."""
    import jwt

    sign_in, now = environment.sign_in, int(time.time())
    claims = {**sign_in.claims, "iat": now, "exp": now + int(sign_in.minutes * 60), **changes}
    algorithm = algorithm or sign_in.algorithm
    key = "" if algorithm == "none" else secret or signing_secret(environment)
    token = jwt.encode(claims, key, algorithm=algorithm)
    remember([token])
    return token


def signing_secret(environment: Environment, known: Mapping[str, str] | None = None) -> str:
    variable = environment.sign_in.secret_variable
    secret = (known or {}).get(variable) or os.environ.get(variable)
    if not secret:
        raise Inconclusive(f"no token can be signed: {variable} is not set (sign_in.secret_variable)")
    remember([secret])
    return secret


def _given(environment: Environment, number: int) -> Session:
    variables = environment.sign_in.token_variables
    variable = variables[number % len(variables)]
    token = os.environ.get(variable)
    if not token:
        raise Inconclusive(f"there is no token to sign in with: {variable} is not set (sign_in.token_variables)")
    remember([token])
    claims = claims_of(token)
    return Session(user_of(environment, token), str(claims.get("email", "")), token)
