"""Starts the simulated service, once for each worker, and gives each test a session of its own.

Copy this file. It needs pytest and the program `grok-video-mock`, on the PATH or named by the
environment variable GROK_VIDEO_MOCK.
"""

import json
import os
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest

PROGRAM = os.environ.get("GROK_VIDEO_MOCK", "grok-video-mock")


class Mock:
    """A session of the simulated service, and its admin API."""

    def __init__(self, admin, base_url, key, name):
        self.base_url = base_url
        self.key = key
        self.name = name
        self._admin = admin

    def call(self, method, path, body=None):
        """Calls the admin API and returns its JSON; a refusal is an AssertionError that says why."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"x-mock-session": self.name, "Content-Type": "application/json"}
        request = urllib.request.Request(self._admin + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=70) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None
        return json.loads(text) if text else None

    def plant(self, task_id, script):
        """Adds a task that nobody created."""
        return self.call("POST", "tasks", {"id": task_id, "script": script})

    def task(self, task_id, step="", body=None):
        """Shows a task, or moves it: `step`, `hold`, `release`, `complete`, `fail`."""
        path = f"tasks/{urllib.parse.quote(task_id, safe='')}"
        return self.call("POST", f"{path}/{step}", body) if step else self.call("GET", path)

    def reply(self, *replies, requests="queries"):
        """Gives the next requests these replies; then the service answers again."""
        self.call("POST", "replies", {"scope": {"requests": requests}, "replies": replies, "then_live": True})

    def fault(self, fault, requests="queries", trigger="always"):
        """Lets something go wrong."""
        self.call("POST", "faults", {"scope": {"requests": requests}, "trigger": trigger, "fault": fault})

    def advance(self, seconds):
        """Lets time pass, which takes none: the clock moves by hand alone."""
        self.call("POST", "clock/advance", {"by": f"{round(seconds * 1000)}ms"})

    def requests(self):
        """Returns all requests of this session, the oldest first."""
        return self.call("GET", "journal")["requests"]

    def polls(self, task_id):
        """Returns the queries for one task, whatever came of them."""
        return [it for it in self.requests() if it["task"] == task_id and "/v1/result/" in it["path"]]


@pytest.fixture(scope="session")
def server():
    """The program: it ends when its standard input does, so also when this process dies."""
    program = subprocess.Popen(
        [PROGRAM, "--manual-clock", "--exit-with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    ready = json.loads(program.stdout.readline())
    yield ready
    program.stdin.close()
    assert program.wait(timeout=10) == 0


@pytest.fixture
def mock(server):
    """A session of its own: no other test's tasks, faults or requests are in it."""
    opened = Mock(server["admin"], server["url"], "", "default").call("POST", "sessions", {})
    mock = Mock(server["admin"], opened["base_url"], opened["key"], opened["name"])
    yield mock
    # What only a mistake asks for: a route that there is not, or more than was scripted.
    n_unexpected = mock.call("GET", "state")["n_unexpected"]
    lines = [f"{it['method']} {it['path']}: {it['outcome']}" for it in mock.requests()]
    Mock(server["admin"], server["url"], "", "default").call("DELETE", f"sessions/{mock.name}")
    assert n_unexpected == 0, "\n".join(lines)
