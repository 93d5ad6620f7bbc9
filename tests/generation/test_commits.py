"""Group commit: rows are written once, in order, many at a time, and nobody goes on before theirs are."""

import asyncio
import sys
import threading

import pytest

from toolflow_generation.commits import GroupCommit


class Disk:
    """Notes batches; the first one waits until it is let go."""

    def __init__(self, fails=()):
        self.batches = []
        self.go = threading.Event()
        self.begun = threading.Event()
        self.fails = fails

    def write(self, rows):
        self.begun.set()
        assert self.go.wait(10)
        self.batches.append(rows)
        if set(rows) & set(self.fails):
            raise OSError("no room")

    @property
    def rows(self):
        return [row for batch in self.batches for row in batch]


def test_what_arrives_during_a_commit_shares_the_next():
    disk = Disk()

    async def run():
        commits = GroupCommit(disk.write, 100)
        first = asyncio.create_task(commits.put(0))
        await asyncio.to_thread(disk.begun.wait, 10)
        others = [asyncio.create_task(commits.put(number)) for number in range(1, 9)]
        await asyncio.sleep(0.01)
        assert not any(task.done() for task in (first, *others))
        disk.go.set()
        await asyncio.gather(first, *others)
        commits.close()

    asyncio.run(run())
    assert disk.batches == [[0], [1, 2, 3, 4, 5, 6, 7, 8]]


def test_many_rows_are_written_in_order_and_no_more_at_once_than_are_taken():
    disk = Disk()
    disk.go.set()

    async def run():
        commits = GroupCommit(disk.write, 7)
        await asyncio.gather(*(commits.put(number) for number in range(500)))
        commits.close()

    asyncio.run(run())
    assert disk.rows == list(range(500)) and max(map(len, disk.batches)) <= 7


def test_what_cannot_be_written_is_raised_where_it_was_handed_over_and_the_rest_goes_on():
    disk = Disk(fails=[0])

    async def run():
        commits = GroupCommit(disk.write, 1)
        tasks = [asyncio.create_task(commits.put(number)) for number in range(3)]
        disk.go.set()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        commits.close()
        return ends

    first, *rest = asyncio.run(run())
    assert isinstance(first, OSError) and rest == [None, None]


def test_drain_waits_for_what_nobody_waits_for_any_more():
    disk = Disk()

    async def run():
        commits = GroupCommit(disk.write, 100)
        task = asyncio.create_task(commits.put(1))
        await asyncio.to_thread(disk.begun.wait, 10)
        task.cancel()
        disk.go.set()
        await commits.drain()
        assert disk.rows == [1]
        commits.close()

    asyncio.run(run())


@pytest.mark.parametrize("fails", [(), (2,)])
def test_close_writes_what_a_loop_that_ended_left_and_says_where_it_could_not(fails):
    disk = Disk(fails)
    commits = GroupCommit(disk.write, 100)

    async def run():
        tasks = [asyncio.create_task(commits.put(number)) for number in range(3)]
        await asyncio.sleep(0)
        return tasks

    asyncio.run(run())
    disk.go.set()
    if fails:
        with pytest.raises(OSError, match="no room"):
            commits.close()
    else:
        commits.close()
    assert disk.rows == [0, 1, 2]


def test_threads_are_switched_as_before_once_it_is_closed():
    before = sys.getswitchinterval()
    commits = GroupCommit(lambda rows: None, 1)
    assert sys.getswitchinterval() <= 0.0005
    commits.close()
    assert sys.getswitchinterval() == before
