"""Failures of the providers' SDKs, in the pipeline's own codes and words. Both SDKs name their errors alike."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import import_module
from typing import Any, NamedTuple

from pipeline.providers import OF_THE_ACCOUNT, OF_THE_DOCUMENT, RESET
from pipeline.worker.failures import Absent, Need, Transient, refused


class Said(NamedTuple):
    code: str
    message: str  # for the owner of the document


@dataclass(frozen=True)
class Sdk:
    """An SDK by its module, and what its failures are called here."""

    module: str
    busy: Said
    away: Said
    refused: Said  # what the document asks for
    malformed: Said
    lost: Said | None = None  # it does not know any more what it was asked about


async def in_our_words(sdk: Sdk, need: Need, call: Callable[[], Awaitable[Any]]) -> Any:
    errors = import_module(sdk.module)
    try:
        return await call()
    except errors.RateLimitError as error:
        raise Absent(*sdk.busy, need, retry_after_of(error), for_all=True) from error
    except errors.APIStatusError as error:
        if sdk.lost and isinstance(error, errors.NotFoundError):
            raise Transient(*sdk.lost, resubmit=True) from error
        if error.status_code in OF_THE_DOCUMENT:
            raise Transient(*sdk.refused) from error
        told, for_all = retry_after_of(error), error.status_code in OF_THE_ACCOUNT
        raise Absent(*sdk.away, need, told, for_all=for_all) from error
    except (errors.APIConnectionError, RESET) as error:
        if ours := out_of_memory(error):
            raise ours from None
        raise Absent(*sdk.away, need, for_all=refused(error)) from error
    except (errors.APIError, ValueError) as error:
        raise Transient(*sdk.malformed) from error


def retry_after_of(error: Any) -> float | None:
    """Seconds that a provider asked us to wait, whether it sent a number or a date."""
    told = error.response.headers.get("retry-after", "")
    with suppress(ValueError):
        return float(told)
    with suppress(ValueError):
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    return None


def out_of_memory(error: BaseException | None) -> MemoryError | None:
    """The MemoryError of this process that an SDK reports as a failed connection."""
    while error is not None:
        if isinstance(error, MemoryError):
            return error
        error = error.__cause__ or error.__context__
    return None
