"""How a user of an environment comes by a token: a new account, a token that was given, or one signed here."""

import base64
import hmac
import os
import secrets as entropy
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import jwt

from keywords.basics.secrets import remember
from keywords.contract.answers import expect, in_contract_words, in_own_words
from keywords.environments.environment import Environment
from keywords.evidence.recorder import Inconclusive
from keywords.safety import ownership

_KEY_OF_THIS_PROCESS = entropy.token_bytes(32)
_registered: dict[str, "Session"] = {}


@dataclass
class Session:
    """Who somebody is to the pipeline, and what proves it."""

    user_id: str
    email: str
    token: str
    password: str = ""
    refresh_token: str = ""


def begin(environment: Environment, api: httpx.Client, number: int = 0) -> Session:
    """A session of a user. With given tokens, the number says whose; otherwise the user is a new one."""
    if environment.sign_in.way == "given":
        return _given(environment, number)
    email = address(environment)
    if environment.sign_in.way == "minted":
        user_id = str(uuid4())
        return Session(user_id, email, mint(environment, {environment.sign_in.user_claim: user_id, "email": email}))
    return register(environment, api, email, password_of(environment, email))


def again(environment: Environment, user_id: str, email: str, number: int) -> Session:
    """A session of somebody of an earlier moment, or of an earlier run; one who signs in with a password has yet to."""
    way = environment.sign_in
    if way.way == "given":
        return _given(environment, number)
    if way.way == "minted":
        return Session(user_id, email, mint(environment, {way.user_claim: user_id, "email": email}))
    return _registered.get(email) or Session(user_id, email, "", password_of(environment, email))


def password_of(environment: Environment, email: str) -> str:
    """The password of an account of ours. A later run finds it again by the key, and no file has to hold it."""
    key = os.environ.get(environment.sign_in.password_key_variable, "").encode() or _KEY_OF_THIS_PROCESS
    return base64.urlsafe_b64encode(hmac.digest(key, email.encode(), "sha256")).decode().rstrip("=")


def register(environment: Environment, api: httpx.Client, email: str, password: str) -> Session:
    """Make an account. Where it will outlive the run it is in the ledger first."""
    ownership.begin_account(environment, email)
    remember([password])
    body = in_own_words({"email": email, "password": password}, environment.sends["register"])
    answer = api.post(environment.paths.of("register"), json=body)
    session = from_answer(environment, "register", answer, Session("", email, "", password))
    _registered[email] = session
    return session


def new_account(environment: Environment) -> dict[str, str]:
    """What somebody sends to register, as yet unknown; whoever sends it has made an account."""
    email = address(environment)
    ownership.begin_account(environment, email)
    password = password_of(environment, email)
    remember([password])
    return {"email": email, "password": password}


def address(environment: Environment) -> str:
    return f"{environment.guard.prefix}{entropy.token_hex(6)}@example.com"


def from_answer(environment: Environment, call: str, answer: httpx.Response, before: Session) -> Session:
    """The session that registration, login or refresh brought."""
    told = in_contract_words(call, expect(answer, environment.success.of(call), call), environment.answers[call])
    token, refreshed = str(told["access_token"]), str(told.get("refresh_token") or "")
    remember([token, refreshed])
    user_id = user_of(environment, token) or str((told.get("user") or {}).get("user_id") or before.user_id)
    return Session(user_id, before.email, token, before.password, refreshed)


def user_of(environment: Environment, token: str) -> str:
    """Whom a token names; a token that cannot be read names nobody."""
    return str(claims_of(token).get(environment.sign_in.user_claim, ""))


def claims_of(token: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return {}
    return claims


def mint(environment: Environment, changes: dict[str, Any], secret: str = "", algorithm: str = "") -> str:
    """A token as the environment signs them, with some claims changed."""
    way, now = environment.sign_in, int(time.time())
    claims = {**way.claims, "iat": now, "exp": now + int(way.minutes * 60), **changes}
    algorithm = algorithm or way.algorithm
    key = "" if algorithm == "none" else secret or signing_secret(environment)
    token = jwt.encode(claims, key, algorithm=algorithm)
    remember([token])
    return token


def signing_secret(environment: Environment, known: dict[str, str] | None = None) -> str:
    variable = environment.sign_in.secret_variable
    found = (known or {}).get(variable) or os.environ.get(variable)
    if not found:
        raise Inconclusive(f"no token can be signed: {variable} is not set (sign_in.secret_variable)")
    remember([found])
    return found


def _given(environment: Environment, number: int) -> Session:
    variables = environment.sign_in.token_variables
    variable = variables[number % len(variables)]
    token = os.environ.get(variable)
    if not token:
        raise Inconclusive(f"there is no token to sign in with: {variable} is not set (sign_in.token_variables)")
    remember([token])
    claims = claims_of(token)
    return Session(user_of(environment, token), str(claims.get("email", "")), token)
