// The latest requests of the session, fetched as they come, and those of each task.

const MOST = 4096;

export class Journal {
  #byTask = new Map();
  requests = [];
  /** Grows whenever the requests change. */
  version = 0;

  /** Fetches what is new. */
  async refresh(api) {
    const last = this.requests.at(-1);
    if (last === undefined) {
      const { requests } = await api.get('journal', { last: MOST });
      return () => this.#add(requests);
    }
    // The latest one that is known is asked for again: if it is another now, the session began anew.
    const { requests } = await api.get('journal', { after: last.number - 1, last: MOST });
    const [first, ...rest] = requests;
    if (first !== undefined && isSame(first, last)) return () => this.#add(rest);
    const all = await api.get('journal', { last: MOST });
    return () => {
      this.clear();
      this.#add(all.requests);
    };
  }

  clear() {
    this.requests = [];
    this.#byTask.clear();
    this.version += 1;
  }

  /** Returns the requests that were about a task since it was created. */
  of(task) {
    const requests = this.#byTask.get(task.id) ?? [];
    return requests.filter((request) => request.at >= task.created_at);
  }

  /** Tells whether the earliest requests are no longer known. */
  get isCut() {
    return this.requests.length > 0 && this.requests[0].number > 1;
  }

  #add(requests) {
    if (requests.length === 0) return;
    for (const request of requests) {
      this.requests.push(request);
      if (request.task === null) continue;
      const known = this.#byTask.get(request.task);
      if (known === undefined) {
        this.#byTask.set(request.task, [request]);
      } else {
        known.push(request);
      }
    }
    for (const old of this.requests.splice(0, Math.max(0, this.requests.length - MOST))) {
      const known = this.#byTask.get(old.task);
      if (known === undefined) continue;
      known.shift();
      if (known.length === 0) this.#byTask.delete(old.task);
    }
    this.version += 1;
  }
}

/** Tells whether a request asked for the state of a task. */
export function isPoll(request) {
  return request.method === 'GET' && request.path.includes('/v1/result/');
}

function isSame(a, b) {
  return a.number === b.number && a.at === b.at && a.method === b.method && a.path === b.path;
}
