// Sessions are kept apart.

import assert from 'node:assert/strict';

const ids = (view) => view.page.evaluate(() => [...document.querySelectorAll('.task .id')].map((id) => id.textContent));

export const sessionChecks = {
  async 'a session shows its own tasks, requests and faults alone'(play) {
    const one = await play.open();
    const other = await play.open();
    await one.service.plant('video_one', { pace: 'manual' });
    await one.service.poll('video_one');
    await one.service.inject({ fault: { status: 500 } });
    await other.service.plant('video_other', { pace: 'manual' });
    await one.load();
    await one.untilStatus('video_one', 'queued');
    await other.load();
    await other.untilStatus('video_other', 'queued');
    assert.deepEqual(await ids(one), ['video_one']);
    assert.deepEqual(await ids(other), ['video_other']);
    const counts = (view) => view.page.evaluate(() => ['#request-rows tr', '#rules li'].map((rows) => document.querySelectorAll(rows).length));
    assert.deepEqual(await counts(one), [1, 1]);
    assert.deepEqual(await counts(other), [0, 0]);
  },

  async 'another session is chosen by keyboard, and stands in the address'(play) {
    const one = await play.open();
    const other = await play.open();
    await one.service.plant('video_one', { pace: 'manual' });
    await other.service.plant('video_other', { pace: 'manual' });
    await one.load();
    await one.untilStatus('video_one', 'queued');
    await one.until('it is offered', (name) => [...document.querySelectorAll('#session option')].some(({ value }) => value === name), other.session);
    await one.tabTo('#session');
    await one.type(other.session);
    await one.untilStatus('video_other', 'queued');
    assert.deepEqual(await ids(one), ['video_other']);
    assert.equal(new URL(one.page.url()).searchParams.get('session'), other.session);
    await one.assertAt('#session');
  },

  async 'a reset of one session leaves the other as it is'(play) {
    const one = await play.open();
    const other = await play.open();
    await one.service.plant('video_one', { pace: 'manual' });
    await one.service.poll('video_one');
    await other.service.plant('video_other', { pace: 'manual' });
    await one.load();
    await one.untilStatus('video_one', 'queued');
    await one.service.post('reset');
    await one.until('it is empty', () => document.querySelectorAll('.task, #request-rows tr').length === 0);
    // What comes after it is not taken for what was before.
    await one.service.plant('video_one', { pace: 'manual' });
    await one.service.poll('video_one');
    await one.service.poll('video_one');
    await one.until('both polls are dots', () => document.querySelectorAll('.timeline .poll').length === 2);
    assert.equal((await other.service.get('tasks')).tasks.length, 1);
  },
};
