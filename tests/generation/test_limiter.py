"""The limiter on a clock of its own: a loop whose time passes only when nothing else is left to do."""

import asyncio

import pytest

from toolflow_generation.limiter import Limiter
from toolflow_generation.rate_headers import Quota


class Clock(asyncio.SelectorEventLoop):
    """Jumps to the next timer instead of waiting for it."""

    def __init__(self):
        super().__init__()
        self.now = 1000.0

    def time(self):
        return self.now

    def _run_once(self):
        if not self._ready and self._scheduled:
            self.now = max(self.now, self._scheduled[0]._when)
        super()._run_once()


def play(coroutine):
    loop = Clock()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


async def send(limiter, count, seconds=1.0, tokens=10.0, used=None):
    """Send requests that all want to go at once; return when each was let through."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    times = []

    async def one():
        turn = await limiter.acquire(tokens)
        times.append(loop.time() - begun)
        await asyncio.sleep(seconds)
        limiter.release(turn, used)

    await asyncio.gather(*(one() for _ in range(count)))
    assert limiter.in_flight == 0
    return times


def test_slots_are_filled_at_once_and_again_as_they_fall_free():
    assert play(send(Limiter(3), 8)) == [0, 0, 0, 1, 1, 1, 2, 2]


@pytest.mark.parametrize("rate", [1, 60, 90, 600])
def test_no_minute_sees_more_requests_than_allowed(rate):
    times = play(send(Limiter(1000, requests_per_minute=rate), 2 * rate + 1, seconds=0.01))
    windows = [sum(start <= time < start + 59.999 for time in times) for start in times]
    assert max(windows) <= rate
    assert times[-1] == pytest.approx(120, rel=0.01)


def test_tokens_a_minute_go_by_what_the_server_counted():
    async def both():
        reckoned = await send(Limiter(100, tokens_per_minute=600), 7, seconds=0.001, tokens=100)
        counted = await send(Limiter(1, tokens_per_minute=600), 7, seconds=0.001, tokens=100, used=50)
        return reckoned, counted

    reckoned, counted = play(both())
    assert reckoned == pytest.approx([0, 10, 20, 30, 40, 50, 60])
    assert counted == pytest.approx([0, 5, 10, 15, 20, 25, 30], abs=0.1)


def test_a_pause_holds_up_everyone():
    async def paused():
        limiter = Limiter(10)
        limiter.pause(7)
        return await send(limiter, 3)

    assert play(paused()) == [7, 7, 7]


def test_an_empty_quota_is_waited_for_and_a_small_one_not_overdrawn():
    async def after(*given, tokens=10.0):
        limiter = Limiter(10)
        limiter.heed(given, longest=60)
        return await send(limiter, 4, tokens=tokens)

    assert play(after(Quota("requests", 0, 5))) == [5, 5, 5, 5]
    assert play(after(Quota("requests", 2, 5))) == [0, 0, 5, 5]
    assert play(after(Quota("tokens", 25, 9))) == [0, 0, 9, 9]
    assert play(after(Quota("requests", 0, 86400))) == [60, 60, 60, 60]


def test_the_limit_shrinks_once_for_all_in_flight_and_grows_back_to_the_most():
    async def overloaded():
        limiter = Limiter(64)
        turns = [await limiter.acquire(1) for _ in range(64)]
        await asyncio.sleep(1)
        for turn in turns:
            limiter.shrank(turn)
            limiter.release(turn)
        once = limiter.limit
        again = await limiter.acquire(1)
        limiter.shrank(again)
        limiter.release(again)
        twice = limiter.limit
        answers = 0
        while limiter.limit < 64:
            limiter.grew()
            answers += 1
        for _ in range(1000):
            limiter.grew()
        return once, twice, answers, limiter.limit

    once, twice, answers, most = play(overloaded())
    assert (once, twice) == (pytest.approx(64 * 0.7), pytest.approx(64 * 0.49))
    # in rounds of as many answers as the limit is high, each 4 more: from 31 to 64 in about 8 of 48
    assert 300 < answers < 500 and most == 64


def test_the_limit_never_reaches_nothing():
    async def overloaded():
        limiter = Limiter(2)
        for _ in range(50):
            turn = await limiter.acquire(1)
            await asyncio.sleep(1)
            limiter.shrank(turn)
            limiter.release(turn)
        return await send(limiter, 3)

    assert play(overloaded()) == [0, 1, 2]


def test_first_come_first_served():
    async def queued():
        limiter = Limiter(1)
        order = []

        async def one(number):
            turn = await limiter.acquire(1)
            order.append(number)
            await asyncio.sleep(1)
            limiter.release(turn)

        await asyncio.gather(*map(one, range(6)))
        return order

    assert play(queued()) == list(range(6))


def test_who_waits_is_turned_away_when_it_closes_and_who_was_let_through_is_not():
    async def closed():
        limiter = Limiter(1, requests_per_minute=1)
        held = await limiter.acquire(1)
        waiting = [asyncio.create_task(limiter.acquire(1)) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.to_thread(limiter.close, KeyError("stop"))
        ends = await asyncio.gather(*waiting, limiter.acquire(1), return_exceptions=True)
        limiter.release(held)
        limiter.open()
        return ends, limiter.in_flight, await send(limiter, 1, seconds=0)

    ends, in_flight, times = play(closed())
    assert [type(end) for end in ends] == [KeyError] * 4
    assert in_flight == 0 and len(times) == 1


def test_who_gives_up_waiting_takes_no_slot_along():
    async def cancelled():
        limiter = Limiter(1)
        held = await limiter.acquire(1)
        waiting = [asyncio.create_task(limiter.acquire(1)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        limiter.release(held)  # let through, and cancelled before it knows
        waiting[1].cancel()
        turn = await waiting[2]
        limiter.release(turn)
        return limiter.in_flight, await send(limiter, 2)

    assert play(cancelled()) == (0, [0, 1])
