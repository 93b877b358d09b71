"""Calls are heard by what listens in the thread that makes them, and in the threads that go on with its work."""

import threading
from collections.abc import Callable

import httpx
import pytest

from keywords.basics.clients import Call, Client, client, heard_by
from keywords.basics.threads import Pool, thread

URL = "http://pipeline.example/ready"


def answering(status: int = 200) -> Client:
    return client(transport=httpx.MockTransport(lambda _: httpx.Response(status, text="well")))


def broken() -> Client:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    return client(transport=httpx.MockTransport(refuse))


def test_a_call_is_heard_with_its_answer_and_time() -> None:
    heard = list[Call]()
    with heard_by(heard.append):
        answering(503).get(URL)
    (call,) = heard
    assert (str(call.request.url), call.response and call.response.status_code, call.error) == (URL, 503, "")
    assert call.seconds > 0
    assert call.at > 0


def test_a_call_without_an_answer_is_heard_with_the_reason() -> None:
    heard = list[Call]()
    with heard_by(heard.append), pytest.raises(httpx.ConnectError):
        broken().get(URL)
    (call,) = heard
    assert (call.response, call.error) == (None, "ConnectError: connection refused")


def test_nothing_is_heard_before_and_after_the_block() -> None:
    heard = list[Call]()
    answering().get(URL)
    with heard_by(heard.append):
        pass
    answering().get(URL)
    assert heard == []


def test_experiments_beside_one_another_hear_their_own_calls() -> None:
    both, heard = threading.Barrier(2), dict[str, list[str]]()

    def experiment(name: str) -> None:
        mine = heard.setdefault(name, [])
        with heard_by(lambda call: mine.append(call.request.url.path)):
            both.wait(20)
            with Pool(2) as pool:
                list(pool.map(lambda n: answering().get(f"http://pipeline.example/{name}/{n}"), range(3)))
            user = thread(answering().get, f"http://pipeline.example/{name}/user")
            user.start()
            user.join()
            both.wait(20)

    threads = [threading.Thread(target=experiment, args=[name]) for name in ("one", "other")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    expected = {name: sorted([*(f"/{name}/{n}" for n in range(3)), f"/{name}/user"]) for name in ("one", "other")}
    assert {name: sorted(paths) for name, paths in heard.items()} == expected


@pytest.mark.parametrize("work", [lambda make: make(), lambda make: Pool(1).submit(make).result()])
def test_a_pool_hands_on_results_and_errors(work: Callable[[Callable[[], object]], object]) -> None:
    assert work(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        work(lambda: 1 // 0)
