"""What no document says: how long a wait may hold up a run, the URLs of results that are there, and that
no two tasks of a scenario have the same id."""

import functools
import json
import os
import urllib.parse
import urllib.request

import schemathesis

# A generated wait is for requests that never come.
LONGEST_WAIT = "20ms"
# Completed tasks of scenario.json.
RESULT = "video_1"


@schemathesis.hook
def before_call(context, case, kwargs):
    query = case.query if isinstance(case.query, dict) else {}
    path = case.operation.path
    if path.endswith("/journal/wait") and is_long(query.get("timeout", "5s")):
        case.query = {**query, "timeout": LONGEST_WAIT}
    elif path.startswith("/assets/") and is_for_result(case, query):
        case.query = {**query, **signature()}
    elif path.endswith("/scenario") and isinstance(case.body, dict):
        case.body = with_own_ids(case.body)


def with_own_ids(scenario):
    """Leaves out each task whose id another one has before it; what is no list of tasks stays."""
    tasks = scenario.get("tasks")
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        return scenario
    ids = [task.get("id") for task in tasks]
    kept = [task for n, task in enumerate(tasks) if task.get("id") not in ids[:n]]
    return {**scenario, "tasks": kept}


def is_long(timeout):
    """Tells whether it is a wait that the API allows, and not a short one."""
    units = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
    digits = str(timeout).rstrip("mshd")
    unit = units.get(str(timeout)[len(digits) :])
    return unit is not None and digits.isdecimal() and 20 < int(digits) * unit <= 60_000


def is_for_result(case, query):
    """Tells whether a good call asks for the result and lacks its signature alone."""
    generation = getattr(case.meta, "generation", None)
    is_positive = getattr(getattr(generation, "mode", None), "value", None) == "positive"
    names_session = "session" in query or "x-mock-session" in (case.headers or {})
    return is_positive and (case.path_parameters or {}).get("id") == RESULT and not names_session


@functools.cache
def signature():
    """Returns the query of the result's URL, in the order in which it is given out."""
    base = os.environ["GROK_VIDEO_MOCK_URL"]
    request = urllib.request.Request(f"{base}/v1/result/{RESULT}", headers={"Authorization": "Bearer k"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        url = json.load(answer)["video_url"]
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
