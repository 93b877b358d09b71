"""The cipher of stored objects: data comes back whole, and any change to a sealed file is detected."""

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.storage import cipher
from pipeline.storage.names import Name
from pipeline.storage.objects import StoredObject
from pipeline.variables import SettingsError
from tests.pipeline.storage_service import KEY, bytes_of

LENGTHS = st.builds(
    lambda frames, around: max(0, frames * cipher.FRAME + around), st.integers(0, 3), st.integers(-20, 20)
)
quick = settings(max_examples=40, deadline=None)


def seal(data: bytes, cuts: int = 1, name: str = "raw/a") -> bytes:
    sealer = cipher.Sealer(KEY, name)
    step = max(1, len(data) // cuts)
    sealed = b"".join(sealer.update(data[i : i + step]) for i in range(0, len(data), step))
    return sealed + sealer.finish("text/plain", "2026-01-01T00:00:00+00:00")[0]


@contextmanager
def opened(sealed: bytes, name: str = "a") -> Iterator[StoredObject]:
    with tempfile.TemporaryFile() as file:
        file.write(sealed)
        file.flush()
        yield StoredObject(os.dup(file.fileno()), KEY, Name("raw", (name,)))


def unseal(sealed: bytes, name: str = "a") -> bytes:
    with opened(sealed, name) as stored, stored:
        return b"".join(stored.pieces(0, stored.footer.size))


@quick
@given(length=LENGTHS, cuts=st.integers(1, 9))
def test_sealed_data_comes_back_whole(length: int, cuts: int) -> None:
    data = bytes_of(length)
    sealed = seal(data, cuts)
    assert len(sealed) == cipher.sealed_length(length)
    assert unseal(sealed) == data
    with opened(sealed) as stored:
        footer = stored.footer
    assert (footer.size, footer.sha256) == (length, hashlib.sha256(data).hexdigest())


@quick
@given(length=LENGTHS, ends=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_range_is_a_slice(length: int, ends: tuple[float, float]) -> None:
    data = bytes_of(length)
    start, stop = sorted(int(end * length) for end in ends)
    with opened(seal(data)) as stored:
        assert b"".join(stored.pieces(start, stop)) == data[start:stop]


@quick
@given(length=LENGTHS, where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_is_detected(length: int, where: float, bit: int) -> None:
    sealed = bytearray(seal(bytes_of(length)))
    sealed[int(where * len(sealed))] ^= 1 << bit
    with pytest.raises(cipher.Corrupted):
        unseal(bytes(sealed))


def frames_and_trailer(sealed: bytes) -> tuple[list[bytes], bytes]:
    body, trailer = sealed[: -cipher.TRAILER], sealed[-cipher.TRAILER :]
    step = cipher.FRAME + cipher.TAG
    return [body[i : i + step] for i in range(0, len(body), step)], trailer


@quick
@given(frames=st.integers(2, 5), last=st.sampled_from([1, 77, cipher.FRAME]), chosen=st.data())
def test_a_dropped_swapped_repeated_or_appended_frame_is_detected(
    frames: int, last: int, chosen: st.DataObject
) -> None:
    length = (frames - 1) * cipher.FRAME + last
    whole, trailer = frames_and_trailer(seal(bytes_of(length)))
    other, _ = frames_and_trailer(seal(bytes_of(length)))
    i, j = chosen.draw(st.lists(st.integers(0, frames - 1), min_size=2, max_size=2, unique=True))
    swapped = [whole[{i: j, j: i}.get(k, k)] for k in range(frames)]
    transplanted = [*whole[:i], other[i], *whole[i + 1 :]]
    for changed in (
        whole[:i] + whole[i + 1 :],
        swapped,
        transplanted,
        [*whole, whole[i]],
        [*whole[:i], whole[j], *whole[i:]],
    ):
        with pytest.raises(cipher.Corrupted):
            unseal(b"".join(changed) + trailer)


@quick
@given(length=LENGTHS, kept=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_detected(length: int, kept: float) -> None:
    sealed = seal(bytes_of(length))
    with pytest.raises(cipher.Corrupted):
        unseal(sealed[: int(kept * len(sealed))])


def test_a_file_under_another_name_or_key_does_not_open() -> None:
    with pytest.raises(cipher.Corrupted):
        unseal(seal(b"mine", name="raw/b"))
    with pytest.raises(cipher.Corrupted):
        cipher.Opener(bytes(32), "raw/a", seal(b"")[-cipher.TRAILER :], cipher.sealed_length(0))


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(bytes(31)).decode(), "ü" * 44])
def test_a_wrong_storage_key_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^wrong settings: PIPELINE_STORAGE_KEY: [^\n]+$"):
        cipher.read_key(text)
