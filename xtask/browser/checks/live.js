// What happens at the service appears by itself.

import assert from 'node:assert/strict';

export const liveChecks = {
  async 'a task that is created over the service API appears without a reload'(play) {
    const view = await (await play.open()).load();
    await view.page.evaluate(() => { window.isSamePage = true; });
    const id = await view.service.create('a cat [mock:after 12h 1h]');
    await view.untilStatus(id, 'queued');
    assert.equal(await view.service.poll(id), 200);
    await view.until('its poll is a dot', () => document.querySelectorAll('.timeline .poll').length === 1);
    await view.until('the journal shows both', () => document.querySelectorAll('#request-rows tr').length === 2);
    assert.ok(await view.page.evaluate(() => window.isSamePage), 'the page was loaded again');
  },

  async 'the newest task comes first, and the counts are those of the session'(play) {
    const view = await (await play.open()).load();
    await view.service.plant('first', { pace: 'manual' });
    await view.service.plant('second', { pace: 'manual' });
    await view.service.poll('first');
    await view.untilStatus('second', 'queued');
    const ids = await view.page.evaluate(() => [...document.querySelectorAll('.task .id')].map((id) => id.textContent));
    assert.deepEqual(ids, ['second', 'first']);
    await view.until('one query is counted', () => [...document.querySelectorAll('#counts > div')]
      .some((pair) => pair.textContent === 'queries1'));
  },

  async 'a hidden page asks nothing, and asks again when it is shown'(play) {
    const view = await (await play.open()).load();
    const turn = (state) => view.page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
    await turn('hidden');
    // The refresh that was under way, or due, is the last one.
    await view.page.waitForTimeout(1300);
    const refreshed = () => view.page.evaluate(() => document.documentElement.dataset.refreshed);
    const before = await refreshed();
    await view.page.waitForTimeout(1300);
    assert.equal(await refreshed(), before);
    await turn('visible');
    await view.refreshed(2);
  },
};
