"""The threads that answer requests: each task once, by whoever is free, and an end that is one."""

import threading

import pytest

from homeroom.commands.threads import Dispatcher


@pytest.fixture
def dispatcher():
    found = Dispatcher()
    yield found
    assert found.shutdown() or not found.threads
    assert not found.threads


class Task:
    """Something to serve; it waits for its gate and says who served it."""

    def __init__(self, gate=None, fails=False):
        self.gate, self.fails, self.served, self.done = gate, fails, [], threading.Event()

    def service(self):
        assert self.gate is None or self.gate.wait(20)
        self.served.append(threading.current_thread().name)
        self.done.set()
        if self.fails:
            raise ZeroDivisionError

    def cancel(self):
        self.done.set()


def test_every_task_is_served_once_also_when_there_are_more_than_threads(dispatcher):
    dispatcher.set_thread_count(3)
    gate, tasks = threading.Event(), []
    for _number in range(50):
        tasks.append(Task(gate))
        dispatcher.add_task(tasks[-1])
    gate.set()

    assert all(task.done.wait(20) for task in tasks)
    assert [len(task.served) for task in tasks] == [1] * 50


def test_one_after_the_other_they_go_to_one_thread(dispatcher):
    dispatcher.set_thread_count(8)
    idle = threading.Event()
    while len(dispatcher._idle) < 8:
        idle.wait(0.005)
    names = set()
    for _number in range(20):
        task = Task()
        dispatcher.add_task(task)
        assert task.done.wait(20)
        while len(dispatcher._idle) < 8:
            idle.wait(0.005)
        names.update(task.served)

    assert len(names) == 1


def test_a_task_that_fails_ends_no_thread(dispatcher, caplog):
    dispatcher.set_thread_count(1)
    bad, good = Task(fails=True), Task()
    dispatcher.add_task(bad)
    dispatcher.add_task(good)

    assert good.done.wait(20)
    assert "Exception when servicing" in caplog.text


def test_threads_that_are_too_many_end_and_the_others_go_on(dispatcher):
    dispatcher.set_thread_count(6)
    dispatcher.set_thread_count(2)
    tasks = [Task() for _number in range(10)]
    for task in tasks:
        dispatcher.add_task(task)

    assert all(task.done.wait(20) for task in tasks)
    idle = threading.Event()
    while len(dispatcher.threads) > 2:
        idle.wait(0.005)


def test_the_end_comes_also_while_some_are_at_work():
    dispatcher = Dispatcher()
    dispatcher.set_thread_count(4)
    gate = threading.Event()
    busy = [Task(gate) for _number in range(4)]
    for task in busy:
        dispatcher.add_task(task)
    ending = threading.Thread(target=dispatcher.shutdown, kwargs={"timeout": 20})
    ending.start()
    gate.set()
    ending.join(20)

    assert not dispatcher.threads
    assert all(task.done.is_set() for task in busy)
