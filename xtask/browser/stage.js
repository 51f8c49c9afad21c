// The browser and the service that checks play on, and what the browser has to say meanwhile.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Service } from './service.js';
import { View } from './view.js';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Letters without coloured edges look the same on each screen, and pack better.
  '--disable-lcd-text',
];

export class Stage {
  #ready;
  #browser;
  #context;
  #n_sessions = 0;
  /** What nobody asked for: messages, errors, requests that failed or went elsewhere. */
  noise = [];
  n_requests = 0;

  static async set(ready, chromium, folder) {
    const { chromium: launcher } = createRequire(join(folder, 'package.json'))('playwright-core');
    const browser = await launcher.launch({ executablePath: chromium, args: FLAGS, timeout: 30_000 });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(8_000);
    return new Stage(ready, browser, context, folder);
  }

  constructor(ready, browser, context, folder) {
    this.#ready = ready;
    this.#browser = browser;
    this.#context = context;
    this.folder = folder;
    this.origin = new URL(ready.admin).origin;
  }

  /** Opens the page on a session of its own, unless one is named; `hash` goes behind the address. */
  async open({ session, hash = '' } = {}) {
    this.#n_sessions += 1;
    const name = session ?? `check-${this.#n_sessions}`;
    const page = await this.#context.newPage();
    const view = new View(page, new Service(this.#ready, name), name);
    this.#listen(view);
    view.address = `${this.#ready.admin}?session=${encodeURIComponent(name)}${hash}`;
    return view;
  }

  async strike() {
    await this.#browser.close();
  }

  #listen(view) {
    const { page } = view;
    const note = (what) => {
      if (!view.isExpected(what)) this.noise.push(`${what} (${view.session})`);
    };
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        note(`console: ${message.text()} ${message.location().url}`);
      }
    });
    page.on('pageerror', (error) => note(`page: ${error.message}`));
    page.on('dialog', (dialog) => {
      note(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on('popup', (popup) => note(`popup: ${popup.url()}`));
    page.on('request', (request) => {
      this.n_requests += 1;
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.origin !== this.origin) note(`elsewhere: ${url.origin}`);
    });
    page.on('requestfailed', (request) => {
      // What is still under way when the page is left ends with it.
      if (!view.isLeaving) note(`request: ${request.failure()?.errorText} ${request.url()}`);
    });
  }
}

/** The pages that one check opens. */
export class Play {
  #views = [];

  constructor(stage) {
    this.stage = stage;
  }

  async open(how) {
    const view = await this.stage.open(how);
    this.#views.push(view);
    return view;
  }

  /** Closes them. */
  async leave() {
    for (const view of this.#views) {
      view.isLeaving = true;
      await view.page.close();
    }
  }
}
