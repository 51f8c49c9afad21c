// Everything can be done by keyboard alone, and the focus stays where it is.

import assert from 'node:assert/strict';

/** Opens the page with one task that is moved by hand. */
async function withTask(play, id) {
  const view = await play.open();
  await view.service.plant(id, { pace: 'manual' });
  await view.load();
  await view.untilStatus(id, 'queued');
  return view;
}

export const keyboardChecks = {
  async 'the skip link comes first and leads to the tasks'(play) {
    const view = await withTask(play, 'video_skip');
    await view.press('Tab');
    await view.assertAt('.skip');
    await view.press('Enter');
    await view.assertAt('#tasks');
    await view.tabTo('#window');
    await view.tabToControl('video_skip', 'step');
  },

  async 'step moves a task by keyboard, and the focus stays on it'(play) {
    const view = await withTask(play, 'video_step');
    await view.tabToControl('video_step', 'step');
    await view.press('Enter');
    await view.untilStatus('video_step', 'processing');
    await view.refreshed();
    await view.assertAt('[data-act="step"]');
    await view.press('Space');
    await view.untilStatus('video_step', 'completed');
    await view.refreshed();
    await view.assertAt('[data-act="step"][aria-disabled="true"]');
    assert.equal((await view.service.task('video_step')).status, 'completed');
  },

  async 'complete takes a URL and seconds, by keyboard'(play) {
    const view = await withTask(play, 'video_complete');
    await view.tabToControl('video_complete', 'complete');
    await view.press('Enter');
    await view.assertAt('input[name="url"]');
    await view.type('https://example.com/made.mp4');
    await view.press('Tab');
    await view.type('6');
    await view.press('Enter');
    await view.untilStatus('video_complete', 'completed');
    await view.assertAt('[data-act="complete"]');
    const task = await view.service.task('video_complete');
    assert.equal(task.video_url, 'https://example.com/made.mp4');
    const link = await view.page.evaluate(() => {
      const { href, rel } = document.querySelector('.result a');
      return { href, rel };
    });
    assert.deepEqual(link, { href: 'https://example.com/made.mp4', rel: 'noreferrer noopener' });
  },

  async 'fail takes a message, by keyboard, and Escape leaves it'(play) {
    const view = await withTask(play, 'video_fail');
    await view.tabToControl('video_fail', 'fail');
    await view.press('Space');
    await view.assertAt('input[name="error"]');
    await view.press('Escape');
    await view.assertAt('[data-act="fail"][aria-expanded="false"]');
    await view.press('Space');
    await view.type('the picture was refused');
    await view.press('Enter');
    await view.untilStatus('video_fail', 'failed');
    await view.until('the message is shown', () => document.querySelector('.result.error')?.textContent === 'the picture was refused');
    assert.equal((await view.service.task('video_fail')).error, 'the picture was refused');
  },

  async 'an open form keeps its text and the focus while the page refreshes and tasks come'(play) {
    const view = await withTask(play, 'video_form');
    await view.tabToControl('video_form', 'fail');
    await view.press('Enter');
    await view.type('half a mess');
    await view.service.plant('video_new', { pace: 'manual' });
    await view.untilStatus('video_new', 'queued');
    await view.refreshed();
    await view.assertAt('input[name="error"]');
    await view.type('age');
    assert.equal(await view.page.evaluate(() => document.activeElement.value), 'half a message');
  },

  async 'where the task with the focus is gone, the focus goes to the list'(play) {
    const view = await withTask(play, 'video_goes');
    await view.tabToControl('video_goes', 'hold');
    await view.service.post('reset');
    await view.until('it is gone', () => document.querySelectorAll('.task').length === 0);
    await view.assertAt('#tasks');
  },

  async 'a fault is injected into one task, listed and cleared, by keyboard'(play) {
    const view = await withTask(play, 'video_fault');
    await view.tabToControl('video_fault', 'fault');
    await view.press('Enter');
    await view.assertAt('#fault-kind');
    await view.type('status');
    await view.tabTo('#fault-fields input');
    await view.press('ControlOrMeta+a');
    await view.type('502');
    await view.tabTo('#fault-trigger');
    await view.type('the first');
    await view.tabTo('#fault-number');
    await view.press('ControlOrMeta+a');
    await view.type('2');
    await view.press('Enter');
    await view.until('it is listed', () => document.querySelectorAll('#rules li').length === 1);
    const { rules } = await view.service.get('faults');
    assert.equal(rules.length, 1);
    assert.match(rules[0].scope, /video_fault/);
    assert.match(rules[0].fault, /502/);
    assert.equal(await view.service.poll('video_fault'), 502);
    await view.tabTo('#clear-faults');
    await view.press('Space');
    await view.until('none is listed', () => document.querySelectorAll('#rules li').length === 0);
    assert.deepEqual((await view.service.get('faults')).rules, []);
    assert.equal(await view.service.poll('video_fault'), 200);
    await view.assertAt('#clear-faults');
  },

  async 'a task is planted with a pace, by keyboard'(play) {
    const view = await (await play.open()).load();
    await view.tabTo('#plant-id');
    await view.type('video_planted');
    await view.press('Tab');
    await view.type('grok_video3_pro');
    await view.tabTo('#plant-pace');
    await view.type('after polls');
    await view.tabTo('#plant-queued');
    await view.press('Enter');
    await view.untilStatus('video_planted', 'queued');
    const { model } = await view.service.task('video_planted');
    assert.equal(model, 'grok_video3_pro');
    const { status } = await pollTimes(view, 'video_planted', 5);
    assert.equal(status, 'completed');
  },

  async 'reset asks first, by keyboard: it is kept by Escape, and done by a second press'(play) {
    const view = await withTask(play, 'video_reset');
    await view.tabTo('#reset');
    await view.press('Enter');
    await view.assertAt('#reset-no');
    await view.press('Escape');
    await view.assertAt('#reset');
    assert.equal((await view.service.get('tasks')).tasks.length, 1);
    await view.press('Enter');
    await view.tabTo('#reset-yes', 'Shift+Tab');
    await view.press('Enter');
    await view.until('no task is left', () => document.querySelectorAll('.task').length === 0);
    await view.assertAt('#reset');
    assert.equal((await view.service.get('tasks')).tasks.length, 0);
  },

  async 'every control has a name, and none needs a mouse'(play) {
    const view = await withTask(play, 'video_names');
    await view.tabToControl('video_names', 'fail');
    await view.press('Enter');
    const nameless = await view.page.evaluate(() => {
      const named = (node) => node.ariaLabel || node.labels?.[0]?.textContent.trim() || (node.matches('button, a, summary') && node.textContent.trim());
      return [...document.querySelectorAll('button, a, input, select, summary')].filter((node) => !named(node)).map((node) => node.outerHTML);
    });
    assert.deepEqual(nameless, []);
    const unreachable = await view.page.evaluate(() => [...document.querySelectorAll('button, a, input, select, summary')]
      .filter((node) => node.tabIndex < 0).map((node) => node.outerHTML));
    assert.deepEqual(unreachable, []);
  },
};

/** Polls so many times, and returns the task. */
async function pollTimes(view, id, times) {
  for (let n = 0; n < times; n += 1) await view.service.poll(id);
  return view.service.task(id);
}
