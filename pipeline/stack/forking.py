"""A supervisord that loads the services' libraries once and forks each service from itself.

Loading libraries is most of the work of a start. It happens while the database gets ready, which starts first and is
another program. Each process loads the pipeline's own modules itself, as after an `exec`.
"""

import gc
import importlib
import os
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import setproctitle
from supervisor import supervisord
from supervisor.options import ServerOptions

LIBRARIES = (
    "aiohttp",
    "argon2",
    "asyncpg",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "fastapi",
    "jwt",
    "llama_cloud.resources.parsing",
    "openai.resources.chat",
    "openai.resources.embeddings",
    "prometheus_client.multiprocess",
    "psutil",
    "pydantic.v1",
    "pypdfium2",
    "semantic_text_splitter",
    "starlette.middleware.cors",
    "uvicorn",
    "uvloop",
)
RUN = ["-m", "pipeline", "run"]
ANOTHER_PROGRAM = "postgres"
SAFE = sys.platform == "linux"  # elsewhere system libraries may break in a fork of a process that has used them
HANDLED = (signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR2)
KEEP_ENVIRONMENT = "SPT_NOENV"  # tells setproctitle to leave the environment where others can read it


class Options(ServerOptions):  # type: ignore[misc]
    """Overrides the system calls with which supervisord starts a process."""

    started = 0

    def fork(self) -> int:
        if self.started == 1 and SAFE:
            load()
        self.started += 1
        child: int = super().fork()
        return child

    def execve(self, filename: str, argv: list[str], env: dict[str, str]) -> None:
        if SAFE and argv[1:4] == RUN and argv[4] != ANOTHER_PROGRAM:
            become(argv, env)
        super().execve(filename, argv, env)


def load() -> None:
    gc.disable()  # imports make many objects and no garbage
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()
    gc.enable()


def become(argv: list[str], env: dict[str, str]) -> NoReturn:
    """Do what `exec` would do in this child, but keep the loaded libraries."""
    status = 1
    try:
        for number in HANDLED:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        name_process(argv, env["SUPERVISOR_PROCESS_NAME"])
        os.environ.clear()
        os.environ.update(env)
        sys.argv, sys.orig_argv = argv[2:], argv

        from pipeline.stack.run import run

        status = run(argv[4])
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(BaseException):
            for thread in threading.enumerate():
                if not thread.daemon and thread is not threading.current_thread():
                    thread.join()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def name_process(argv: list[str], name: str) -> None:
    """Show the command in `ps aux`, and the name of the process in `ps -e` and `top`."""
    os.environ[KEEP_ENVIRONMENT] = "1"
    setproctitle.setproctitle(" ".join(argv))
    Path("/proc/self/comm").write_text(name, encoding="utf-8")


if __name__ == "__main__":
    supervisord.ServerOptions = Options
    supervisord.main()
