"""Caps on spending: met to the request, whatever is under way, slow or fails."""

import asyncio
import random

import pytest

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message
from toolflow_generation.chat import ChatRequest, Reply, Usage
from toolflow_generation.keys import Keys
from toolflow_generation.metering import Meter
from toolflow_generation.prices import Price
from toolflow_generation.recorded import Recorded
from toolflow_generation.responses import Responses
from toolflow_generation.spending import Caps, Spending, Spent
from toolflow_generation.stopping import Stop, Stopped


class Model:
    """Answers late, and at times not at all."""

    def __init__(self, failing=0.0):
        self.random = random.Random(4)
        self.failing = failing
        self.asked = self.answered = 0

    async def complete(self, request):
        self.asked += 1
        await asyncio.sleep(self.random.random() / 200)
        if self.random.random() < self.failing:
            raise ChatError("no answer")
        self.answered += 1
        return Reply(Message("assistant", "Hm."), Usage(8, 2))


async def ask_until_stopped(recorded, worker):
    for number in range(1000):
        request = ChatRequest("user", "m", (Message("user", "?"),), seed=worker, ordinal=number)
        try:
            await recorded.complete(request)
        except ChatError:
            continue
        except Stopped:
            return


@pytest.mark.parametrize("failing", [0.0, 0.3])
@pytest.mark.parametrize(
    ("caps", "expected"),
    [
        (Caps(requests=20), 20),
        (Caps(requests=1), 1),
        (Caps(tokens=200), 20),
        (Caps(tokens=195), 20),
        (Caps(cost=0), 0),
    ],
)
def test_a_run_stops_at_its_cap_and_not_before(tmp_path, caps, expected, failing):
    model, stop = Model(failing), Stop()

    async def run():
        with Responses(tmp_path / "responses.sqlite") as responses:
            spending = Spending(caps=caps)
            recorded = Recorded(model, responses, Meter(responses, spending, stop), Keys())
            await asyncio.gather(*(ask_until_stopped(recorded, worker) for worker in range(8)))
            return spending

    spending = asyncio.run(run())
    assert model.answered == spending.total.requests == expected
    assert stop.cause == "cap" and spending.under_way == 0


@pytest.mark.parametrize("caps", [Caps(tokens=5000), Caps(cost=0.005)])
def test_requests_made_at_once_do_not_run_past_a_cap_together(tmp_path, caps):
    class Wordy(Model):
        async def complete(self, request):
            await super().complete(request)
            return Reply(Message("assistant", "Hm."), Usage(1100, 100))

    model, stop = Wordy(), Stop()

    async def ask(recorded, worker):
        request = ChatRequest("user", "m", (Message("user", "?" * 4000),), seed=worker)
        try:
            await recorded.complete(request)
        except Stopped:
            return

    async def run():
        with Responses(tmp_path / "responses.sqlite") as responses:
            tiny_probes = {("probe", "m"): Spent(3, 30, 15)}
            spending = Spending(tiny_probes, {"m": Price(1, 1)}, caps)
            recorded = Recorded(model, responses, Meter(responses, spending, stop), Keys())
            await asyncio.gather(*(ask(recorded, worker) for worker in range(64)))
            return spending

    spending = asyncio.run(run())
    assert stop.cause == "cap" and spending.under_way == 0
    assert 5000 <= spending.total.tokens < 5000 + 1200


def test_an_answer_is_on_disk_before_it_is_used_and_never_asked_for_again(tmp_path):
    path = tmp_path / "responses.sqlite"
    model = Model()
    request = ChatRequest("user", "m", (Message("user", "?"),))

    async def run():
        with Responses(path) as responses:
            recorded = Recorded(model, responses, Meter(responses, Spending(), Stop()), Keys())
            replies = await asyncio.gather(*(recorded.complete(request) for _ in range(5)))
        with Responses(path) as responses:
            recorded = Recorded(model, responses, Meter(responses, Spending(), Stop()), Keys())
            return [*replies, await recorded.complete(request)], responses.spent()

    replies, spent = asyncio.run(run())
    assert model.asked == 1 and len(set(map(str, replies))) == 1
    assert spent["user", "m"].requests == 1


def test_a_useless_answer_is_kept_with_what_is_wrong(tmp_path):
    class Useless(Model):
        async def complete(self, request):
            self.asked += 1
            return Reply(Message("assistant", "x"), Usage(8, 2), "content_filter", "m", "it was stopped")

    model = Useless()
    request = ChatRequest("user", "m", (Message("user", "?"),))

    async def run():
        with Responses(tmp_path / "responses.sqlite") as responses:
            recorded = Recorded(model, responses, Meter(responses, Spending(), Stop()), Keys())
            return [await recorded.complete(request) for _ in range(2)]

    first, second = asyncio.run(run())
    assert first == second and second.problem == "it was stopped" and model.asked == 1


def test_the_first_reply_is_expected_to_be_as_long_as_it_may_be():
    spending = Spending()
    assert spending.expect("user", "m", 10).spent == Spent(1, 10, 1000)
    assert spending.expect("user", "m", 10, limit=50).spent.completion_tokens == 50
    assert spending.expect("user", "m", 10, limit=8000).spent.completion_tokens == 8000
    spending.add(spending.expect("user", "m", 10), "user", "m", Usage(10, 7))
    assert spending.expect("user", "m", 10, limit=8000).spent.completion_tokens == 7
    assert spending.expect("tool", "m", 10).spent.completion_tokens == 1000
