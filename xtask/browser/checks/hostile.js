// Text from outside stays text.

import assert from 'node:assert/strict';

const LONG = 'x'.repeat(10_000);
/** Ids that a task can have: what is refused in a path is not among them. */
const TEXTS = [
  '<img src=x onerror=window.wasRun=1>',
  '"><script>window.wasRun=1<\u002fscript>',
  "javascript:window.wasRun=1//'\"`",
  '\u202egpj.4pm\u202c \u2067\u0645\u0631\u062d\u0628\u0627',
  '{{constructor.constructor("window.wasRun=1")()}}',
  LONG,
];

async function withHostile(play) {
  const view = await play.open();
  const { service } = view;
  let n_planted = 0;
  for (const [i, text] of TEXTS.entries()) {
    for (const [id, model] of [[text, 'grok_video3'], [`video_${i}`, text]]) {
      try {
        await service.plant(id, { pace: 'manual' }, model);
        n_planted += 1;
      } catch (error) {
        // Also a refusal keeps it out.
        if (!/ 4\d\d: /.test(error.message)) throw error;
      }
    }
    await service.plant(`failed_${i}`, { pace: 'manual' });
    await service.post(`tasks/failed_${i}/fail`, { error: text });
    await service.plant(`done_${i}`, { pace: 'manual' });
    await service.post(`tasks/done_${i}/complete`, { url: text });
    await service.poll(text);
    n_planted += 2;
  }
  await service.inject({ scope: { requests: 'queries', task: TEXTS[0] }, fault: { business_error: { code: 'x', message: TEXTS[1] } } });
  await service.poll(TEXTS[0]);
  await view.load();
  await view.until('all are shown', (n) => document.querySelectorAll('.task').length === n, n_planted);
  return view;
}

export const hostileChecks = {
  async 'hostile text is shown as it is, and nothing of it becomes an element or runs'(play) {
    const view = await withHostile(play);
    await view.refreshed();
    const found = await view.page.evaluate(() => ({
      images: document.querySelectorAll('img').length,
      scripts: document.querySelectorAll('script').length,
      frames: document.querySelectorAll('iframe, object, embed').length,
      handlers: [...document.querySelectorAll('*')].filter((node) => [...node.attributes].some(({ name }) => /^on|^style$/.test(name) && node.namespaceURI.endsWith('xhtml'))).length,
      links: [...document.querySelectorAll('a')].filter(({ href }) => !/^https?:/.test(href)).length,
      wasRun: window.wasRun,
    }));
    assert.deepEqual(found, { images: 0, scripts: 1, frames: 0, handlers: 0, links: 0, wasRun: undefined });
    const errors = await view.page.evaluate(() => [...document.querySelectorAll('.result.error')].map((error) => error.textContent));
    for (const text of TEXTS.slice(0, 5)) assert.ok(errors.includes(text), text);
    const urls = await view.page.evaluate(() => [...document.querySelectorAll('.result:not(.error) bdi')].map((url) => url.textContent));
    for (const text of TEXTS.slice(0, 5)) assert.ok(urls.includes(text), text);
  },

  async 'hostile text does not push the page wide, at 400, 1280 and 1600 px'(play) {
    const view = await withHostile(play);
    await view.tabTo('.told-box summary');
    await view.press('Enter');
    for (const width of [400, 1280, 1600]) {
      await view.page.setViewportSize({ width, height: 900 });
      await view.drawn();
      assert.equal(await view.overflow(), 0, `at ${width} px`);
    }
  },

  async 'text from right to left stays in its place'(play) {
    const view = await withHostile(play);
    const isolated = await view.page.evaluate(() => [...document.querySelectorAll('.task .id, .result bdi, .requests .path bdi, .rules bdi')]
      .every((node) => getComputedStyle(node).unicodeBidi.includes('isolate')));
    assert.ok(isolated);
  },
};
