"""The objects in a stack's storage, reached with the service role's key."""

import httpx

from tests.pipeline.conftest import Stack


def objects(stack: Stack) -> httpx.Client:
    """A client whose paths begin at `/storage/v1/object`."""
    key = {"Authorization": f"Bearer {stack.secrets['SERVICE_ROLE_KEY']}"}
    return httpx.Client(base_url=f"{stack.urls['storage']}/storage/v1/object", headers=key, timeout=30)
