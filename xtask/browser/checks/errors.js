// What goes wrong is said, and stays said.

import assert from 'node:assert/strict';

const alerts = (view) => view.page.evaluate(() => [...document.querySelectorAll('#alerts li:not(.standing)')].map((item) => item.querySelector('p').textContent));

export const errorChecks = {
  async 'an error of the API is shown until it is dismissed, by keyboard'(play) {
    const view = await play.open();
    await view.service.plant('video_late', { pace: 'manual' });
    await view.load();
    await view.untilStatus('video_late', 'queued');
    view.expect('a task that is over is stepped', /^console: .*status of 409/);
    await view.tabToControl('video_late', 'complete');
    await view.press('Enter');
    await view.assertAt('input[name="url"]');
    // Somebody else was faster.
    await view.service.post('tasks/video_late/fail', { error: 'too late' });
    await view.press('Enter');
    await view.until('it is said', () => document.querySelector('#alerts li p')?.textContent.includes('409'));
    await view.refreshed();
    assert.equal((await alerts(view)).length, 1);
    assert.match((await alerts(view))[0], /^Complete video_late: .* \(409 is_over\)$/);
    await view.assertAt('input[name="url"]');
    await view.press('Enter');
    await view.until('it is counted', () => document.querySelector('#alerts li p').textContent.endsWith('(2 times)'));
    await view.tabTo('#alerts button', 'Shift+Tab');
    await view.press('Enter');
    assert.deepEqual(await alerts(view), []);
    await view.assertAt('#tasks');
  },

  async 'a server that is gone is said to be gone, and found when it is back'(play) {
    const view = await play.open();
    await view.service.plant('video_gone', { pace: 'manual' });
    await view.load();
    await view.untilStatus('video_gone', 'queued');
    view.expect('the server is gone', /ERR_(CONNECTION_REFUSED|ABORTED|FAILED)/);
    await view.page.route('**/__mock/**', (route) => route.abort('connectionrefused'));
    await view.until('it is said', () => document.querySelector('#alerts .standing')?.textContent.includes('does not answer'));
    await view.until('it is tried more slowly', () => /every [48] s/.test(document.querySelector('#alerts .standing').textContent));
    assert.equal(await view.page.evaluate(() => document.querySelectorAll('.task').length), 1);
    await view.page.unroute('**/__mock/**');
    await view.service.plant('video_back', { pace: 'manual' });
    await view.untilStatus('video_back', 'queued');
    await view.until('nothing is said any more', () => document.querySelector('#alerts .standing') === null);
  },

  async 'a token is taken out of the address, and asked for where it is wrong'(play) {
    const view = await play.open({ hash: '#token=not-the-one' });
    view.expect('the token is wrong', /^console: .*status of 401/);
    const sent = [];
    // A server on another address would ask; this one does not.
    await view.page.route(/__mock\/(state|tasks|journal|faults|sessions)/, (route) => {
      const authorization = route.request().headers().authorization;
      sent.push(authorization);
      if (authorization === 'Bearer the-token') return route.continue();
      const error = { error: { message: 'the admin token is asked for', code: 'unauthorized' } };
      return route.fulfill({ status: 401, contentType: 'application/json', body: JSON.stringify(error) });
    });
    await view.page.goto(view.address);
    await view.until('it is asked for', () => !document.getElementById('token-form').hidden);
    await view.assertAt('#token[type="password"]');
    assert.equal(new URL(view.page.url()).hash, '');
    assert.ok(sent.every((authorization) => authorization === 'Bearer not-the-one'), String(sent));
    await view.type('the-token');
    await view.press('Enter');
    await view.refreshed(1);
    await view.until('it is asked for no more', () => document.getElementById('token-form').hidden);
    const shown = await view.page.evaluate(() => document.documentElement.outerHTML.includes('the-token'));
    assert.ok(!shown, 'the token stands in the page');
    await view.page.evaluate(() => sessionStorage.clear());
  },
};
