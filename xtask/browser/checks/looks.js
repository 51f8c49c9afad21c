// How it looks: the pictures, the contrast, and the widths.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packed } from '../picture.js';
import { playScene } from '../scene.js';

/** The most that a picture for a README may have. */
const MOST_BYTES = 150_000;

/** Texts that are measured against what is behind them. */
const TEXTS = [
  'body', 'h1', 'h2', '.quiet', '.facts dt', '.facts dd', '.pill.queued', '.pill.processing', '.pill.completed',
  '.pill.failed', '.pill.held:not([hidden])', '.id', '.task-facts', '.result a', '.result.error bdi', 'summary', '.buttons button',
  '.buttons.small button[aria-disabled="true"]', 'button.primary', '.legend li', '.requests th', '.requests td', '.requests td.gap',
  '.faulted td', '.rules .what', '.rules .of', 'input', 'select', '.fields label', '#journal-text',
];
/** Shapes that are measured against the surface they lie on. */
const SHAPES = ['.state.processing', '.timeline .poll', '.timeline .fault', '.end .solid', '.state.over'];

/** Measures in the page; returns what has too little contrast. */
function tooFaint([texts, shapes]) {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (node) => {
    for (let at = node; at !== null; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const missed = [];
  const measure = (selector, least, colors) => {
    const node = document.querySelector(selector);
    if (node === null) {
      missed.push(`${selector} is not there`);
      return;
    }
    const found = ratio(...colors(node));
    if (found < least) missed.push(`${selector} has ${found.toFixed(2)}, not ${least}`);
  };
  for (const text of texts) measure(text, 4.5, (node) => [getComputedStyle(node).color, behind(node)]);
  measure('#plant-id', 4.5, (node) => [getComputedStyle(node, '::placeholder').color, behind(node)]);
  for (const shape of shapes) {
    measure(shape, 3, (node) => {
      const { fill, stroke } = getComputedStyle(node);
      return [stroke === 'none' ? fill : stroke, behind(node.closest('.task'))];
    });
  }
  measure('input', 3, (node) => [getComputedStyle(node).borderColor, behind(node.parentElement)]);
  return missed;
}

export const looksChecks = {
  async 'light and dark are drawn, with enough contrast'(play) {
    const view = await play.open({ session: 'default' });
    await playScene(view);
    const grounds = [];
    for (const colorScheme of ['light', 'dark']) {
      await view.page.emulateMedia({ colorScheme });
      await view.drawn();
      const ground = await view.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      grounds.push(ground);
      const missed = await view.page.evaluate(tooFaint, [TEXTS, SHAPES]);
      assert.deepEqual(missed, [], colorScheme);
      const picture = packed(await view.page.screenshot());
      await writeFile(join(play.stage.folder, `${colorScheme}.png`), picture);
      assert.ok(picture.length < MOST_BYTES, `the picture in ${colorScheme} has ${picture.length} bytes`);
    }
    assert.notEqual(grounds[0], grounds[1]);
    await view.page.emulateMedia({ colorScheme: 'light' });
    await view.page.setViewportSize({ width: 400, height: 900 });
    await view.drawn();
    await view.page.screenshot({ path: join(play.stage.folder, 'narrow.png'), fullPage: true });
  },

  async 'nothing is wider than the window, from 320 to 1600 px'(play) {
    const view = await (await play.open({ session: 'default' })).load();
    for (const width of [320, 400, 640, 1024, 1280, 1600]) {
      await view.page.setViewportSize({ width, height: 900 });
      await view.drawn();
      assert.equal(await view.overflow(), 0, `at ${width} px`);
    }
  },

  async 'states are told by words and shapes, too'(play) {
    const view = await (await play.open({ session: 'default' })).load();
    const rows = await view.page.evaluate(() => [...document.querySelectorAll('.task')].map((row) => {
      const pill = row.querySelector('.pill');
      return { status: row.dataset.status, word: pill.textContent, shape: pill.querySelector('svg').innerHTML };
    }));
    const shapes = new Map(rows.map(({ status, shape }) => [status, shape]));
    assert.deepEqual([...shapes.keys()].sort(), ['completed', 'failed', 'processing', 'queued']);
    assert.equal(new Set(shapes.values()).size, 4);
    for (const { status, word } of rows) assert.equal(word, status);
  },
};
