// The client under test: a small one. Put your own in its place.

import { setTimeout as sleep } from 'node:timers/promises';

const STATUSES = ['queued', 'processing', 'completed', 'failed'];

export class VideoClient {
  /** `second` is how many milliseconds a second takes: tests make it a short one. */
  constructor({ baseUrl, key, interval = 30, patience = 5, second = 1000 }) {
    Object.assign(this, { baseUrl, key, interval, patience, second });
  }

  /** Creates a task and returns its id. Sent once only: a task costs money. */
  async create(fields) {
    const answer = await fetch(`${this.baseUrl}/v1/grok/videos`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'grok_video3', ...fields }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
    return JSON.parse(text).id;
  }

  /** Polls until the task is over, and returns it. */
  async wait(id, { signal } = {}) {
    for (let nMisses = 0; ; ) {
      const { task, pause = this.interval } = await this.query(id, signal);
      if (task?.status === 'failed') throw new Error(task.error);
      if (task?.status === 'completed') return task;
      nMisses = task ? 0 : nMisses + 1;
      if (nMisses > this.patience) throw new Error(`no answer in ${nMisses} tries`);
      await sleep(pause * this.second, undefined, { signal });
    }
  }

  async query(id, signal) {
    const url = `${this.baseUrl}/v1/result/${encodeURIComponent(id)}`;
    let answer;
    let task;
    try {
      answer = await fetch(url, { headers: { authorization: `Bearer ${this.key}` }, signal });
      if (answer.status === 429) {
        await answer.body?.cancel();
        return { pause: Number(answer.headers.get('retry-after') ?? this.interval) };
      }
      if (answer.status >= 400 && answer.status < 500) throw Object.assign(new Error(), { isFinal: true });
      task = await answer.json();
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error.isFinal) throw new Error(`${answer.status}: ${await answer.text()}`);
      // A lost connection, or half an answer: the task is still there.
      return {};
    }
    if (task?.code !== undefined) throw new Error(`code ${task.code}: ${task.msg}`);
    return STATUSES.includes(task?.status) ? { task } : {};
  }

  /** Returns the whole video; goes on where a download broke off. */
  async download(url, tries = 3) {
    const chunks = [];
    let have = 0;
    for (let n = 0; n < tries; n += 1) {
      try {
        const answer = await fetch(url, { headers: { range: `bytes=${have}-` } });
        if (answer.status === 410) throw Object.assign(new Error('the result has expired'), { isFinal: true });
        if (answer.status !== 206) throw Object.assign(new Error(`${answer.status}`), { isFinal: true });
        for await (const chunk of answer.body) {
          chunks.push(chunk);
          have += chunk.length;
        }
        return Buffer.concat(chunks);
      } catch (error) {
        if (error.isFinal) throw error;
      }
    }
    throw new Error(`the video broke off ${tries} times`);
  }
}
