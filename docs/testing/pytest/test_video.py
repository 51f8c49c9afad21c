"""What to ask of a client that polls. Run it with `pytest`, or with `pytest -n 4`."""

import json
import pathlib

import pytest

from video_client import ResultGone, ServiceError, VideoClient, VideoFailed

SCENARIOS = pathlib.Path(__file__).parent.parent / "scenarios"


@pytest.fixture
def client(mock):
    """The client under test. It sleeps by letting the service's clock go on."""
    return VideoClient(mock.base_url, mock.key, sleep=mock.advance)


def test_a_video_is_made_polled_for_and_downloaded(mock, client):
    task_id = client.create("A cat plays the piano [mock:after 20s 100s]", duration=6)
    task = client.wait(task_id)

    assert task["actualDuration"] == 6
    assert client.download(task["video_url"])[4:8] == b"ftyp"
    # Asked at 0, 30, 60, 90 and 120 seconds, which took no time.
    polls = mock.polls(task_id)
    assert [poll["outcome"] for poll in polls] == ["queued"] + ["processing"] * 3 + ["completed"]
    assert [poll["gap"] for poll in polls] == [None, 30, 30, 30, 30]


def test_a_client_shows_each_state_as_it_comes(mock, client):
    mock.plant("video_1", {"pace": "manual"})
    assert client.query("video_1")["status"] == "queued"
    mock.task("video_1", "step")
    assert client.query("video_1")["status"] == "processing"
    mock.task("video_1", "complete", {"seconds": 12.5, "last_frame": True})
    task = client.query("video_1")
    assert (task["status"], task["actualDuration"]) == ("completed", 12.5)
    assert mock.task("video_1")["polls"] == 3


def test_a_task_that_fails_says_why(mock, client):
    mock.plant("video_1", {"pace": {"after_polls": {"queued": 1, "processing": 1}}, "end": {"fail": "invalid prompt"}})
    with pytest.raises(VideoFailed, match="^invalid prompt$"):
        client.wait("video_1")


def test_two_errors_are_survived(mock, client):
    mock.plant("video_1", {"pace": "immediate"})
    mock.reply({"times": 2, "fault": {"status": 503}})
    assert client.wait("video_1")["status"] == "completed"
    assert [poll["status"] for poll in mock.polls("video_1")] == [503, 503, 200]


def test_retry_after_is_obeyed(mock, client):
    mock.plant("video_1", {"pace": "immediate"})
    mock.reply({"fault": {"rate_limited": {"seconds": 75}}})
    client.wait("video_1")
    refused, answered = mock.polls("video_1")
    assert refused["status"] == 429
    assert answered["gap"] >= 75


def test_a_result_that_has_expired_is_said_to_be_gone(mock, client):
    mock.plant("video_1", {"pace": "immediate"})
    url = client.wait("video_1")["video_url"]
    mock.advance(24 * 3600)
    with pytest.raises(ResultGone) as gone:
        client.download(url)
    # The query of the URL is a secret.
    assert "sig=" not in str(gone.value)


@pytest.mark.parametrize(
    "fault",
    [
        "reset",
        "malformed",
        "empty_body",
        "stale",
        {"html_page": 502},
        {"unknown_status": "archived"},
        {"answer": {"status": 200, "content_type": "application/json", "body": "[]"}},
        {"end_after": 20},
    ],
    ids=str,
)
def test_an_odd_answer_is_not_the_end(mock, client, fault):
    mock.plant("video_1", {"pace": "immediate"})
    mock.fault(fault, trigger={"nth": 1})
    assert client.wait("video_1")["status"] == "completed"
    assert len(mock.polls("video_1")) == 2


@pytest.mark.parametrize("fault", [{"business_error": {"code": "204", "message": "login check failed"}}, {"status": 401}], ids=str)
def test_what_no_retry_mends_is_not_tried_again(mock, client, fault):
    mock.plant("video_1", {"pace": "immediate"})
    mock.fault(fault)
    with pytest.raises(ServiceError):
        client.wait("video_1")
    assert len(mock.polls("video_1")) == 1


def test_a_create_is_sent_once_even_if_its_answer_is_lost(mock, client):
    mock.fault("reset", requests="creates")
    with pytest.raises(OSError):
        client.create("A cat plays the piano")
    assert len(mock.requests()) == 1
    # The answer was lost, the task was not.
    assert mock.call("GET", "state")["n_tasks"] == 1


def test_rush_hour(mock, client):
    mock.call("PUT", "scenario", json.loads((SCENARIOS / "rush-hour.json").read_text()))
    task = client.wait("video_1")
    assert client.download(task["video_url"])[4:8] == b"ftyp"
    downloads = [it for it in mock.requests() if it["path"].startswith("/assets/")]
    assert [it["status"] for it in downloads] == [206, 206]
    with pytest.raises(VideoFailed, match="refused"):
        client.wait("video_2")
