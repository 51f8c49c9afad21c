// The clock moves tasks.

import assert from 'node:assert/strict';

export const clockChecks = {
  async 'the clock moves a task with a timed script on, by keyboard'(play) {
    const view = await play.open();
    await view.service.plant('video_timed', { pace: { after: { queued: '20s', processing: '4m' } } });
    await view.load();
    await view.untilStatus('video_timed', 'queued');
    const { now } = await view.service.get('clock');
    await view.tabTo('[data-by="30s"]');
    await view.press('Enter');
    await view.untilStatus('video_timed', 'processing');
    await view.assertAt('[data-by="30s"]');
    await view.tabTo('[data-by="5m"]');
    await view.press('Space');
    await view.untilStatus('video_timed', 'completed');
    const { now: later } = await view.service.get('clock');
    assert.ok(Math.abs(later - now - 330) < 0.001, `it went on by ${later - now} s`);
  },

  async 'the field takes any time, and the header shows it'(play) {
    const view = await (await play.open()).load();
    const { now } = await view.service.get('clock');
    await view.tabTo('#advance-by');
    await view.type('1500ms');
    await view.press('Enter');
    const total = Math.round((now + 1.5) * 10);
    const expected = `:${String(Math.floor(total / 10) % 60).padStart(2, '0')}.${total % 10}`;
    await view.until(`the header shows ${expected}`, (end) => document.getElementById('now').textContent.endsWith(end), expected);
    assert.equal(await view.text('#pace'), 'by hand');
  },

  async 'hold and release stop and let go a task, by keyboard'(play) {
    const view = await play.open();
    await view.service.plant('video_hold', { pace: { after: { queued: '10s', processing: '10s' } } });
    await view.load();
    await view.untilStatus('video_hold', 'queued');
    await view.tabToControl('video_hold', 'hold');
    await view.press('Enter');
    await view.until('it is held', () => !document.querySelector('.pill.held').hidden);
    await view.service.advance('30s');
    await view.refreshed();
    assert.equal((await view.service.task('video_hold')).held, true);
    assert.notEqual((await view.service.task('video_hold')).status, 'completed');
    await view.assertAt('[data-act="hold"]');
    await view.press('Enter');
    await view.until('it is released', () => document.querySelector('.pill.held').hidden);
    assert.equal((await view.service.task('video_hold')).held, false);
  },
};
