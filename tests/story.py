"""What `make story` prints: the way of one document from registration to the agent's answer, on its own stack."""

import asyncio
import json
import os
import subprocess
import sys
import time
from typing import Any

import aiohttp
import httpx

from keywords.documents.pdf import GeneratedPdf, generate
from tests.pipeline.people import PASSWORD, announcement

DEADLINE_SECONDS = 60.0
STRANGE_QUESTION = "Who painted the ceiling of the Sistine Chapel?"
NAME = f"story-{os.getpid()}"


def pipeline(*arguments: str) -> str:
    command = [sys.executable, "-m", "pipeline", *arguments, "--name", NAME]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"python -m pipeline {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    say("Starting the pipeline: PostgreSQL, storage, parser, model, API and workers.")
    started = time.monotonic()
    try:
        pipeline("up", "--detach", "--ports", "free")
        services = json.loads(pipeline("status", "--json"))["services"]
        say(f"All {len(services)} processes are ready after {time.monotonic() - started:.1f} s.")
        with httpx.Client(base_url=services["api"]["url"], timeout=30) as api:
            tell(api)
        say("Every planted fact was found.")
    finally:
        pipeline("down", "--purge")


def tell(api: httpx.Client) -> None:
    session = _ok(api.post("/register", json={"email": "reader@example.com", "password": PASSWORD}))
    api.headers["Authorization"] = f"Bearer {session['access_token']}"
    say("A new user registers and is signed in.")
    document = generate("accept", pages=3, table=True)
    accepted = upload(api, document)
    say(f"{document.filename} ({document.size:,} bytes, 3 pages and a table) is accepted and uploaded.")
    follow(api, accepted["job_id"])
    for fact in document.facts:
        found = _ok(api.post("/api/v2/search", json={"question": fact.question, "k": 1}))["results"]
        if not found or fact.answer not in found[0]["text"]:
            raise SystemExit(f"Search did not find {fact.answer!r} for {fact.question!r}; it found {found}")
        answer = _ok(api.post("/chat", json={"message": fact.question}))
        if fact.answer not in answer["answer"] or not answer["sources"]:
            raise SystemExit(
                f"The agent should have answered {fact.answer!r} to {fact.question!r}; it answered {answer}"
            )
        say(f"  “{fact.question}”\n    nearest chunk: number {found[0]['chunk_ord']}, score {found[0]['score']:.2f}")
        say(f"    agent: {answer['answer']}")
    answer = _ok(api.post("/chat", json={"message": STRANGE_QUESTION}))
    if answer["sources"]:
        raise SystemExit(f"The agent made up an answer: {answer}")
    say(f"  “{STRANGE_QUESTION}”\n    agent: {answer['answer']}")


def upload(api: httpx.Client, document: GeneratedPdf) -> dict[str, Any]:
    accepted = _ok(api.post("/api/v2/upload", json=announcement(document)))
    _ok(httpx.put(accepted["signed_url"], content=document.data, headers={"Content-Type": "application/pdf"}))
    return dict(accepted)


def follow(api: httpx.Client, job_id: str) -> None:
    """Print the job's stages as they arrive over the WebSocket, from the first."""

    async def watch() -> None:
        headers = {"Authorization": api.headers["Authorization"]}
        async with (
            asyncio.timeout(DEADLINE_SECONDS),
            aiohttp.ClientSession(headers=headers) as session,
            session.ws_connect(f"{api.base_url}/ws/jobs?cursor=0") as socket,
        ):
            async for message in socket:
                news = message.json()
                if news.get("job_id") != job_id:
                    continue
                progress = news["progress"]["total_pct"]
                say(f"  {news['ts'][11:23]}  {news['type']:<9}  {news['stage']:<16} {progress:>3} %")
                if news["type"] == "finalized":
                    if news["state"] != "done":
                        raise SystemExit(f"The document ended as {news['state']}: {news['message']}")
                    return

    asyncio.run(watch())


def _ok(answer: httpx.Response) -> Any:
    if not answer.is_success:
        raise SystemExit(
            f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}: {answer.text}"
        )
    return answer.json()


if __name__ == "__main__":
    main()
