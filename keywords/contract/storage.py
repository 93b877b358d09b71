"""Reads the storage of the pipeline under test with the services' own key, through the API of Supabase Storage."""

import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx

from keywords.basics import clients
from keywords.basics.errors import Absent
from keywords.basics.secrets import remember
from keywords.contract.answers import expect
from keywords.contract.people import needs
from keywords.contract.place import Place
from keywords.contract.querying import rows
from keywords.evidence.steps import step

ROOT = "/storage/v1"
PAGE = 1000
BUCKETS = ("raw", "parsed")


PLACES = "SELECT raw_path, parsed_path FROM {documents} WHERE document_id::text = %s"


def objects_of(place: Place, document_id: str) -> dict[str, str]:
    """The names under which the row of a document has its objects, by bucket."""
    found = rows(place, PLACES, document_id)
    return {bucket: str(name) for bucket, name in zip(BUCKETS, found[0], strict=True) if name} if found else {}


class Storage:
    """The storage. Objects have the names of the documents' rows, with the bucket in front: `raw/...`."""

    def __init__(self, place: Place) -> None:
        needs(place.environment, "storage")
        variable = place.environment.credentials.get("storage", "SERVICE_ROLE_KEY")
        if variable not in place.stack.secrets:
            raise Absent(
                f"the storage of {place.environment.name} cannot be read: {variable} is not set (credentials.storage)"
            )
        self._key = place.stack.secrets[variable]
        self._base = place.address("storage") + ROOT
        self.http = clients.client(timeout=60)

    def __enter__(self) -> "Storage":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    @step("Read an object of the storage", "{name}", saw=lambda answer: answer.status_code)
    def get(self, name: str, token: str | None = None) -> httpx.Response:
        """The raw answer to reading an object, with the services' key or with this token ('' for none)."""
        return self.http.get(f"{self._base}/object/authenticated/{quote(name)}", headers=self._as(token))

    @step("Write an object into the storage", "{name}", saw=lambda answer: answer.status_code)
    def put(self, name: str, content: bytes) -> httpx.Response:
        return self.http.post(f"{self._base}/object/{quote(name)}", content=content, headers=self._as(None))

    @step("Delete an object of the storage", "{name}", saw=lambda answer: answer.status_code)
    def delete(self, name: str) -> httpx.Response:
        return self.http.delete(f"{self._base}/object/{quote(name)}", headers=self._as(None))

    @step("List a folder of the storage", "{bucket}/{below}", saw=lambda answer: answer.status_code)
    def listing(self, bucket: str, below: str, token: str | None = None) -> httpx.Response:
        """The raw answer to a request for the entries of a folder."""
        body = {"prefix": below, "limit": PAGE, "offset": 0}
        return self.http.post(f"{self._base}/object/list/{bucket}", json=body, headers=self._as(token))

    @step("Call the storage", "{method}", "{path}", saw=lambda answer: answer.status_code)
    def call(self, method: str, path: str, token: str | None = None, content: bytes = b"") -> httpx.Response:
        """The raw answer to any call about objects; the path is sent as it is written."""
        url = f"{self._base}/object/{path}"
        return self.http.request(method, url, content=content or None, headers=self._as(token))

    @step("Hash an object of the storage", "{name}", saw=lambda digest: digest[:12] or "there is none")
    def sha256(self, name: str) -> str:
        """The hash of an object's bytes; '' if there is no such object."""
        url, digest = f"{self._base}/object/authenticated/{quote(name)}", hashlib.sha256()
        with self.http.stream("GET", url, headers=self._as(None)) as answer:
            if not answer.is_success:
                return ""
            for part in answer.iter_bytes():
                digest.update(part)
        return digest.hexdigest()

    @step("Sign a download link", "{name}", "{seconds} s")
    def download_link(self, name: str, seconds: int) -> str:
        answer = self._ask(f"/object/sign/{quote(name)}", {"expiresIn": seconds}, "signing a download")
        return self._link(str(answer["signedURL"]))

    @step("Sign an upload link", "{name}", "{seconds} s")
    def upload_link(self, name: str, seconds: int, most: int = 1000) -> str:
        body = {"expires_in": seconds, "max_bytes": most}
        return self._link(str(self._ask(f"/object/upload/sign/{quote(name)}", body, "signing an upload")["url"]))

    def names(self, bucket: str, below: str = "") -> Iterator[str]:
        """The names of all objects of a bucket, or of those below a folder."""
        for entry in self._entries(bucket, below):
            path = f"{below}/{entry['name']}".removeprefix("/")
            if entry["id"] is None:
                yield from self.names(bucket, path)
            else:
                yield f"{bucket}/{path}"

    def _entries(self, bucket: str, below: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = []
        while len(entries) % PAGE == 0:
            query = {"prefix": below, "limit": PAGE, "offset": len(entries)}
            page = self._ask(f"/object/list/{bucket}", query, "listing the storage")
            if not page:
                break
            entries += page
        return entries

    def _ask(self, path: str, body: dict[str, Any], what: str) -> Any:
        return expect(self.http.post(self._base + path, json=body, headers=self._as(None)), 200, what)

    def _link(self, path: str) -> str:
        remember([path, path.rpartition("token=")[2]])
        return self._base + path

    def _as(self, token: str | None) -> dict[str, str]:
        key = self._key if token is None else token
        return {"Authorization": f"Bearer {key}"} if key else {}
