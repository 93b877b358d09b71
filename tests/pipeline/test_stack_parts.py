"""Parts of a stack that need none running: settings, socket folders, ports."""

import os
import re
import socket
import stat
from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.stack import ports
from pipeline.stack.supervisor import SOCKET_PATH_LIMIT, make_socket_folder, socket_path

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_file_lists_every_setting_with_its_default() -> None:
    shown = dict(re.findall(r"^#(PIPELINE_[A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    assert shown.keys() == {f"PIPELINE_{name.upper()}" for name in Settings.model_fields}
    given = {key.removeprefix("PIPELINE_").lower(): value for key, value in shown.items() if value}
    defaults = Settings.model_construct()
    assert Settings(**given).model_dump() == defaults.model_dump()


def test_a_long_path_gives_the_socket_a_short_private_folder(tmp_path: Path) -> None:
    short, long = socket_path(tmp_path / "s"), socket_path(tmp_path / ("x" * 100))
    assert short == tmp_path / "s" / "supervisor.sock"
    assert len(os.fsencode(long)) <= SOCKET_PATH_LIMIT
    make_socket_folder(long)
    try:
        assert stat.S_IMODE(long.parent.stat().st_mode) == 0o700
        long.parent.chmod(0o777)
        with pytest.raises(PermissionError, match="writable by others"):
            make_socket_folder(long)
    finally:
        long.parent.rmdir()


def test_ports_are_kept_as_long_as_they_are_free() -> None:
    first = ports.pick(["a", "b"], "127.0.0.1", {})
    assert len(set(first.values())) == 2
    assert ports.pick(["a", "b"], "127.0.0.1", first) == first
    with socket.create_server(("127.0.0.1", first["a"])):
        second = ports.pick(["a", "b"], "127.0.0.1", first)
    assert second["a"] != first["a"]
    assert second["b"] == first["b"]
