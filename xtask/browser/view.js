// One open page: the keys that are pressed on it, and what stands there. There is no mouse.

import assert from 'node:assert/strict';

/** The most steps of Tab from one end of the page to the other. */
const MOST_TABS = 400;

export class View {
  #expected = [];
  isLeaving = false;

  constructor(page, service, session) {
    this.page = page;
    this.service = service;
    this.session = session;
  }

  /** Goes to the page and waits until it shows the session. */
  async load() {
    await this.page.goto(this.address);
    await this.refreshed(1);
    return this;
  }

  /** Noise that a check makes on purpose: `name` says why. */
  expect(name, pattern) {
    this.#expected.push({ name, pattern });
  }

  isExpected(what) {
    return this.#expected.some(({ pattern }) => pattern.test(what));
  }

  /** Waits until the page was refreshed so many times more. */
  async refreshed(times = 2) {
    const count = () => Number(document.documentElement.dataset.refreshed ?? 0);
    const before = await this.page.evaluate(count);
    await this.page.waitForFunction((n) => Number(document.documentElement.dataset.refreshed ?? 0) >= n, before + times, { polling: 50 });
  }

  /** Waits until what was changed is drawn. */
  async drawn() {
    const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
    await this.page.evaluate(frames);
  }

  /** Waits until a function of the page, given `argument`, holds. */
  async until(what, test, argument) {
    try {
      await this.page.waitForFunction(test, argument, { polling: 50 });
    } catch {
      throw new Error(`it never came that ${what}`);
    }
  }

  /** Waits until a task has a status. */
  async untilStatus(id, status) {
    await this.until(
      `${id} is ${status}`,
      ([id, status]) => [...document.querySelectorAll('.task')]
        .some((row) => row.querySelector('.id').textContent === id && row.dataset.status === status),
      [id, status],
    );
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** Presses Tab until the focus is on an element that a selector names. */
  async tabTo(selector, key = 'Tab') {
    for (let n = 0; n <= MOST_TABS; n += 1) {
      if (await this.isAt(selector)) return;
      await this.press(key);
    }
    throw new Error(`no number of ${key} leads to ${selector}`);
  }

  /** Presses Tab until the focus is on a control of a task. */
  tabToControl(id, act) {
    return this.tabTo(`[data-act="${act}"][aria-label$=" ${id}"]`);
  }

  isAt(selector) {
    return this.page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector);
  }

  async assertAt(selector) {
    assert.ok(await this.isAt(selector), `the focus is on ${await this.focus()}, not on ${selector}`);
  }

  focus() {
    return this.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120));
  }

  text(selector) {
    return this.page.evaluate((selector) => document.querySelector(selector)?.textContent, selector);
  }

  /** Returns the titles of the shown polls or faults of a task, in the order of their places. */
  async marks(id, kind) {
    return this.page.evaluate(([id, kind]) => {
      const row = [...document.querySelectorAll('.task')].find((row) => row.querySelector('.id').textContent === id);
      const shapes = [...row.querySelectorAll(`.timeline ${kind}`)];
      return shapes
        .map((shape) => ({ title: shape.querySelector('title').textContent, x: shape.getBoundingClientRect().x, shown: shape.checkVisibility() }))
        .filter((mark) => mark.shown)
        .sort((a, b) => a.x - b.x);
    }, [id, kind]);
  }

  /** Tells how much wider the content is than the window. */
  overflow() {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return Math.max(scrollWidth, document.body.scrollWidth) - clientWidth;
    });
  }
}
