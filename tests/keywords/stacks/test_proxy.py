"""The proxy: a link can be refused, silent, slow, narrow, cut or reset, also in one direction only."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.basics.waiting import eventually
from keywords.stacks.conditions import FAIR, Conditions
from keywords.stacks.links import Links

BODY = bytes(range(256)) * 4096  # 1 MiB
LARGE = BODY * 32
PATIENCE, MUCH_LATER, SOON = 120.0, 10.0, 30.0


class Echo(socketserver.BaseRequestHandler):
    """Sends every byte back until the other side has sent its last."""

    def handle(self) -> None:
        try:
            while data := self.request.recv(65536):
                self.request.sendall(data)
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@pytest.fixture(scope="module")
def links() -> Iterator[Links]:
    with Server(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = Links("echo", "one:echo", "nowhere")
        for link in found.to("echo"):
            found.lead(link, "127.0.0.1", server.server_address[1])
        yield found
        found.close()
        server.shutdown()


@pytest.fixture(autouse=True)
def fair(links: Links) -> Iterator[None]:
    yield
    links.mend("echo")


def connected(links: Links, link: str = "echo") -> socket.socket:
    return socket.create_connection(("127.0.0.1", links.ports[link]), timeout=PATIENCE)


def echoed(conn: socket.socket, data: bytes) -> bytes:
    """The bytes that come back until the connection ends."""
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send_all, conn, data)
        parts = list(iter(lambda: conn.recv(65536), b""))
        sending.result()
    return b"".join(parts)


def send_all(conn: socket.socket, data: bytes) -> None:
    try:
        conn.sendall(data)
        conn.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the link was cut before everything was sent


def answered(conn: socket.socket, data: bytes = b"ping") -> bytes:
    conn.sendall(data)
    return conn.recv(65536)


def test_a_fair_link_changes_nothing_and_counts_the_bytes(links: Links) -> None:
    before = links.passed("echo")
    with connected(links) as conn:
        assert echoed(conn, BODY) == BODY
    passed = links.passed("echo")
    assert passed["forth"] - before["forth"] == len(BODY)
    assert passed["back"] - before["back"] == len(BODY)
    assert passed["connections"] - before["connections"] == 1
    assert passed["touched"] == before["touched"]


def test_a_refused_link_is_like_a_closed_port_and_resets_open_connections(links: Links) -> None:
    with connected(links) as conn:
        assert answered(conn) == b"ping"
        links.spoil("echo", Conditions(refused=True))
        with pytest.raises(ConnectionResetError):
            conn.recv(1)
    with pytest.raises(ConnectionRefusedError):
        connected(links)
    links.mend("echo")
    with connected(links) as conn:
        assert answered(conn) == b"ping"


def test_a_spoilt_service_spoils_every_link_to_it_and_a_spoilt_link_spoils_no_other(links: Links) -> None:
    with connected(links) as other, connected(links, "one:echo") as one:
        assert echoed_at_once(other, one) == [b"hello", b"hello"]
        links.spoil("one:echo", Conditions(refused=True))
        assert echoed_at_once(other) == [b"hello"]
        with pytest.raises(ConnectionError):
            connected(links, "one:echo")
        assert (links.touched("one:echo"), links.touched("echo")) == (1, 1)
        links.spoil("echo", Conditions(refused=True))
        assert links.touched("echo") == 1, "the connection on the other link was gone already"
    for link in ("echo", "one:echo"):
        with pytest.raises(ConnectionError):
            connected(links, link)
    links.mend("echo")
    with connected(links) as other, connected(links, "one:echo") as one:
        assert echoed_at_once(other, one) == [b"hello", b"hello"]


def echoed_at_once(*connections: socket.socket) -> list[bytes]:
    for conn in connections:
        conn.sendall(b"hello")
    return [conn.recv(5) for conn in connections]


def test_a_silent_link_holds_every_byte_back_and_loses_none(links: Links) -> None:
    with connected(links) as conn:
        assert answered(conn) == b"ping"
        links.spoil("echo", Conditions(silent=True))
        touched = links.passed("echo")["touched"]
        conn.sendall(b"are you there?")
        eventually(lambda: links.passed("echo")["touched"], lambda count: count > touched, "the link to hold it back")
        conn.settimeout(0.2)
        with pytest.raises(TimeoutError):
            conn.recv(1)
        conn.settimeout(PATIENCE)
        links.mend("echo")
        assert conn.recv(65536) == b"are you there?"


def test_a_silent_link_holds_back_the_end_of_a_connection_too(links: Links) -> None:
    with connected(links) as conn:
        assert answered(conn) == b"ping"
        links.spoil("echo", Conditions(silent=True))
        conn.shutdown(socket.SHUT_WR)
        conn.settimeout(0.2)
        with pytest.raises(TimeoutError):
            conn.recv(1)
        conn.settimeout(PATIENCE)
        links.mend("echo")
        assert conn.recv(1) == b""


@pytest.mark.parametrize(("direction", "arrives"), [("back", True), ("forth", False)])
def test_a_link_can_be_silent_in_one_direction_only(links: Links, direction: str, arrives: bool) -> None:
    with connected(links) as conn:
        assert answered(conn) == b"ping"
        before = links.passed("echo")
        links.spoil("echo", Conditions(silent=True, direction=direction))  # type: ignore[arg-type]
        conn.sendall(b"hello")
        eventually(lambda: links.passed("echo")["touched"], lambda n: n > before["touched"], "something held back")
        passed = links.passed("echo")
        assert (passed["forth"] - before["forth"] == 5) is arrives
        assert passed["back"] == before["back"]
        links.mend("echo")
        assert conn.recv(65536) == b"hello"


def test_a_slow_link_delays_each_direction_by_its_latency_and_is_not_narrow(links: Links) -> None:
    links.spoil("echo", Conditions(latency_seconds=0.2))
    with connected(links) as conn:
        began = time.monotonic()
        assert answered(conn) == b"ping"
        assert 0.4 <= time.monotonic() - began < SOON
    with connected(links) as conn:
        began = time.monotonic()
        assert echoed(conn, LARGE) == LARGE
        assert time.monotonic() - began < SOON, "it would take longer if each block waited for the one before"


def test_a_narrow_link_lets_no_more_than_its_bytes_per_second_through(links: Links) -> None:
    links.spoil("echo", Conditions(bytes_per_second=100_000, direction="back"))
    with connected(links) as conn:
        began = time.monotonic()
        assert echoed(conn, BODY[:100_000]) == BODY[:100_000]
        assert 0.9 <= time.monotonic() - began < MUCH_LATER


def test_a_cut_link_ends_in_the_middle_of_a_body(links: Links) -> None:
    links.spoil("echo", Conditions(cut_after=1000, direction="back"))
    with connected(links) as conn:
        assert echoed(conn, BODY[:5000]) == BODY[:1000]
    assert links.passed("echo")["touched"] >= 1


def test_a_reset_link_resets_the_connection(links: Links) -> None:
    links.spoil("echo", Conditions(cut_after=0, ending="reset", direction="forth"))
    with connected(links) as conn, pytest.raises(ConnectionResetError):
        answered(conn)


def test_a_cut_during_a_large_send_leaves_no_connection_open(links: Links) -> None:
    links.spoil("echo", Conditions(cut_after=10, direction="forth"))
    with connected(links) as conn:
        conn.settimeout(PATIENCE)
        send_all(conn, BODY * 16)
    links.mend("echo")
    with connected(links) as conn:
        assert answered(conn) == b"ping"


def test_a_link_that_leads_nowhere_yet_gives_no_connection(links: Links) -> None:
    def try_it() -> None:
        with connected(links, "nowhere") as conn:
            answered(conn)

    with pytest.raises(ConnectionResetError):  # perhaps while it is still connecting
        try_it()


def test_the_proxy_refuses_unknown_links_and_conditions_and_goes_on(links: Links) -> None:
    with pytest.raises(ValueError, match="KeyError"):
        links.passed("unknown")
    with pytest.raises(ValueError, match="ValueError"):
        links._say({"link": "echo", "conditions": {"latency_seconds": -1}})
    with connected(links) as conn:
        assert answered(conn) == b"ping"


def test_the_proxy_ends_with_the_process_that_started_it() -> None:
    alone = Links("one")
    port = alone.ports["one"]
    alone.close()
    assert alone._process.returncode == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


@given(
    st.builds(Conditions, bytes_per_second=st.none() | st.floats(1, 1e9), cut_after=st.none() | st.integers(0, 10**6)),
    st.binary(max_size=5000),
    st.integers(0, 10**6),
)
def test_a_part_is_never_altered_and_is_cut_only_at_its_limit(
    conditions: Conditions, part: bytes, carried: int
) -> None:
    passes, end = conditions.cut(part, carried)
    assert part.startswith(passes)
    if conditions.cut_after is None or carried + len(part) < conditions.cut_after:
        assert (passes, end) == (part, "")
    else:
        assert end == "close"
        assert len(passes) == max(0, conditions.cut_after - carried)
    assert 1 <= conditions.part <= 65536


def test_a_fair_link_delays_nothing() -> None:
    assert FAIR.delay(0, 65536) == 0
    assert Conditions(latency_seconds=1).delay(0.25, 10) == 0.75
    assert Conditions(latency_seconds=1).delay(2, 10) == 0, "latency counts from when a part arrived"
    assert Conditions(bytes_per_second=10).delay(2, 10) == 1
