// What to ask of a client that polls. All at once: each test has a session of its own.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { VideoClient } from './client.js';
import { Server } from './mock.js';

// So much faster are the service and the client: half a minute takes 50 ms.
const SCALE = 600;

let server;
before(async () => {
  server = await Server.start('--time-scale', String(SCALE));
});
after(() => server?.stop());

/** A test with a session of its own, and the client under test in it. */
function it(name, body) {
  test(name, { timeout: 20_000 }, async () => {
    const mock = await server.open();
    const { baseUrl, key } = mock;
    await body(mock, new VideoClient({ baseUrl, key, second: 1000 / SCALE }));
    await mock.close();
  });
}

describe('a client that polls', { concurrency: true }, () => {
  it('makes a video and downloads it', async (mock, client) => {
    const id = await client.create({ prompt: 'A cat plays the piano [mock:after 20s 70s]', duration: 6 });
    const task = await client.wait(id);
    assert.equal(task.actualDuration, 6);
    const video = await client.download(task.video_url);
    assert.equal(video.toString('latin1', 4, 8), 'ftyp');

    const polls = await mock.polls(id);
    assert.equal(polls[0].outcome, 'queued');
    assert.equal(polls.at(-1).outcome, 'completed');
    // In seconds of the service: not too often, and not twice at once.
    for (const { gap } of polls.slice(1)) assert.ok(gap >= 25, `${gap} s`);
  });

  it('shows each state as it comes', async (mock, client) => {
    await mock.plant('video_1', { pace: 'manual' });
    const status = async () => (await client.query('video_1')).task.status;
    assert.equal(await status(), 'queued');
    await mock.move('video_1', 'step');
    assert.equal(await status(), 'processing');
    await mock.move('video_1', 'fail', { error: 'invalid prompt' });
    await assert.rejects(client.wait('video_1'), /^Error: invalid prompt$/);
  });

  it('survives two errors', async (mock, client) => {
    await mock.plant('video_1', { pace: 'immediate' });
    await mock.reply({ times: 2, fault: { status: 503 } });
    await client.wait('video_1');
    assert.deepEqual((await mock.polls('video_1')).map((poll) => poll.status), [503, 503, 200]);
  });

  it('obeys Retry-After', async (mock, client) => {
    await mock.plant('video_1', { pace: 'immediate' });
    await mock.reply({ fault: { rate_limited: { seconds: 90 } } });
    await client.wait('video_1');
    const [refused, answered] = await mock.polls('video_1');
    assert.equal(refused.status, 429);
    // A timer of Node's may be up to a millisecond early.
    assert.ok(answered.gap >= 89, `${answered.gap} s`);
  });

  for (const fault of [
    'reset',
    'malformed',
    'empty_body',
    'stale',
    { html_page: 502 },
    { unknown_status: 'archived' },
    { answer: { status: 200, content_type: 'application/json', body: 'null' } },
    { end_after: 20 },
  ]) {
    it(`goes on after an odd answer: ${JSON.stringify(fault)}`, async (mock, client) => {
      await mock.plant('video_1', { pace: 'immediate' });
      await mock.fault(fault, 'queries', { nth: 1 });
      assert.equal((await client.wait('video_1')).status, 'completed');
      assert.equal((await mock.polls('video_1')).length, 2);
    });
  }

  it('gives up where no retry helps', async (mock, client) => {
    await mock.plant('video_1', { pace: 'immediate' });
    await mock.fault({ business_error: { code: '204', message: 'login check failed' } });
    await assert.rejects(client.wait('video_1'), /code 204/);
    assert.equal((await mock.polls('video_1')).length, 1);
  });

  it('stops asking when it is told to', async (mock, client) => {
    await mock.plant('video_1', { pace: 'manual' });
    const stop = new AbortController();
    const waiting = client.wait('video_1', { signal: stop.signal });
    // Until two requests came; no test has to sleep for that.
    await mock.call('GET', 'journal/wait?requests=2&timeout=10s');
    stop.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
  });

  it('gets through the rush hour', async (mock, client) => {
    const scenario = await readFile(new URL('../scenarios/rush-hour.json', import.meta.url), 'utf8');
    await mock.call('PUT', 'scenario', JSON.parse(scenario));
    const task = await client.wait('video_1');
    const video = await client.download(task.video_url);
    assert.equal(video.toString('latin1', 4, 8), 'ftyp');
    await assert.rejects(client.wait('video_2'), /refused/);
  });
});

// The clock is one for all sessions, so who moves it far has a server for itself.
test('a result that has expired is said to be gone', { timeout: 20_000 }, async () => {
  const own = await Server.start('--manual-clock');
  try {
    const mock = await own.open();
    const client = new VideoClient({ baseUrl: mock.baseUrl, key: mock.key });
    await mock.plant('video_1', { pace: 'immediate' });
    const { video_url: url } = await client.wait('video_1');
    await mock.call('POST', 'clock/advance', { by: '1d' });
    await assert.rejects(client.download(url), /expired/);
  } finally {
    await own.stop();
  }
});
