"""The client under test: a small one, with the standard library only.

Put your own in its place. What makes it easy to test is that its base URL, its
key and the way it sleeps are handed in.
"""

import http.client
import json
import time
import urllib.error
import urllib.request


class VideoFailed(Exception):
    """The service could not make the video."""


class ServiceError(Exception):
    """The service said something that no retry will mend."""


class ResultGone(Exception):
    """The video's URL has expired."""


class VideoClient:
    def __init__(self, base_url, key, sleep=time.sleep, interval=30, patience=5):
        self.base_url = base_url
        self.key = key
        self.sleep = sleep
        self.interval = interval
        self.patience = patience

    def create(self, prompt, model="grok_video3", **fields):
        """Creates a task and returns its id. Sent once only: a task costs money."""
        body = json.dumps({"model": model, "prompt": prompt, **fields}).encode()
        status, answer = self._json(self._request("/v1/grok/videos", body))
        if status != 200 or "id" not in answer:
            raise ServiceError(f"{status}: {answer}")
        return answer["id"]

    def query(self, task_id):
        """Returns the task as it is now, or the seconds to wait before the next try."""
        try:
            status, task = self._json(self._request(f"/v1/result/{task_id}"))
        except urllib.error.HTTPError as error:
            if error.code == 429:
                return int(error.headers.get("Retry-After", self.interval))
            if error.code >= 500:
                return self.interval
            raise ServiceError(f"{error.code}: {error.read(200)!r}") from error
        except (OSError, http.client.HTTPException, ValueError):
            # A lost connection, or half an answer: the task is still there.
            return self.interval
        if "code" in task:
            raise ServiceError(f"code {task['code']}: {task.get('msg')}")
        if status != 200 or task.get("status") not in ("queued", "processing", "completed", "failed"):
            return self.interval
        return task

    def wait(self, task_id):
        """Polls until the task is over and returns it."""
        n_misses = 0
        while True:
            task = self.query(task_id)
            if isinstance(task, dict):
                n_misses = 0
                if task["status"] == "failed":
                    raise VideoFailed(task["error"])
                if task["status"] == "completed":
                    return task
                self.sleep(self.interval)
                continue
            n_misses += 1
            if n_misses > self.patience:
                raise ServiceError(f"no answer in {n_misses} tries")
            self.sleep(task)

    def download(self, url, tries=3):
        """Returns the whole video; goes on where a download broke off."""
        data = b""
        for _ in range(tries):
            request = urllib.request.Request(url, headers={"Range": f"bytes={len(data)}-"})
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    length = int(answer.headers["Content-Range"].rpartition("/")[2])
                    while chunk := answer.read1():
                        data += chunk
            except urllib.error.HTTPError as error:
                if error.code == 410:
                    raise ResultGone(url.partition("?")[0]) from error
                raise
            except (OSError, http.client.HTTPException):
                continue
            if len(data) == length:
                return data
        raise ServiceError(f"the video broke off {tries} times")

    def _request(self, path, body=None):
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        return urllib.request.Request(self.base_url + path, data=body, headers=headers)

    @staticmethod
    def _json(request):
        with urllib.request.urlopen(request, timeout=10) as answer:
            value = json.load(answer)
        if not isinstance(value, dict):
            raise ValueError("not an object")
        return answer.status, value
