"""What `make accept` tells: one document, from registration to the agent's answer, on a stack of its own."""

import json
import os
import subprocess
import sys
import time
from typing import Any

import httpx

from keywords.documents.generated import GeneratedPdf, generate

DEADLINE_SECONDS = 60.0
NAME = f"accept-{os.getpid()}"


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
        say("The story ends well.")
    finally:
        pipeline("down", "--purge")


def tell(api: httpx.Client) -> None:
    session = _ok(api.post("/register", json={"email": "reader@example.com", "password": "correct horse battery"}))
    api.headers["Authorization"] = f"Bearer {session['access_token']}"
    say("A stranger registers and is signed in.")
    document = generate("accept", pages=3, table=True)
    accepted = upload(api, document)
    say(f"{document.filename} ({len(document.data):,} bytes, 3 pages and a table) is accepted and its bytes are sent.")
    follow(api, accepted["job_id"])
    for fact in document.facts:
        found = _ok(api.post("/api/v2/search", json={"question": fact.question, "k": 1}))["results"]
        if not found or fact.answer not in found[0]["text"]:
            raise SystemExit(f"Search did not find {fact.answer!r} for {fact.question!r}; it found {found}")
        answer = _ok(api.post("/chat", json={"message": fact.question}))
        if fact.answer not in answer["answer"] or not answer["sources"]:
            raise SystemExit(f"The agent did not answer {fact.answer!r} to {fact.question!r}, but {answer}")
        say(f"  “{fact.question}”\n    nearest chunk: number {found[0]['chunk_ord']}, score {found[0]['score']:.2f}")
        say(f"    agent: {answer['answer']}")
    answer = _ok(api.post("/chat", json={"message": "Who painted the ceiling of the Sistine Chapel?"}))
    if answer["sources"]:
        raise SystemExit(f"The agent made up an answer: {answer}")
    say(f"  “Who painted the ceiling of the Sistine Chapel?”\n    agent: {answer['answer']}")


def upload(api: httpx.Client, document: GeneratedPdf) -> dict[str, Any]:
    announced = {
        "filename": document.filename,
        "bytes_len": len(document.data),
        "mime": "application/pdf",
        "sha256": document.sha256,
        "ocr": False,
    }
    accepted = _ok(api.post("/api/v2/upload", json=announced))
    _ok(httpx.put(accepted["signed_url"], content=document.data, headers={"Content-Type": "application/pdf"}))
    return dict(accepted)


def follow(api: httpx.Client, job_id: str) -> None:
    """Watch the job's stages arrive over the WebSocket, from the beginning."""
    import asyncio

    import aiohttp

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
