// Drives the page of the simulated service: `node main.js READY_LINE CHROMIUM FOLDER`.

import { Stage } from './stage.js';
import { clockChecks } from './checks/clock.js';
import { errorChecks } from './checks/errors.js';
import { hostileChecks } from './checks/hostile.js';
import { keyboardChecks } from './checks/keyboard.js';
import { liveChecks } from './checks/live.js';
import { looksChecks } from './checks/looks.js';
import { quietChecks } from './checks/quiet.js';
import { sessionChecks } from './checks/sessions.js';
import { timelineChecks } from './checks/timeline.js';

/** The longest that all of it may take. */
const LIMIT = 75_000;
/** The longest that one check may take. */
const CHECK_LIMIT = 20_000;

const [ready, chromium, folder] = process.argv.slice(2);
let current = 'the start of the browser';
setTimeout(() => {
  console.error(`FAILED  it took more than ${LIMIT / 1000} s, and was at: ${current}`);
  process.exit(1);
}, LIMIT).unref();

const stage = await Stage.set(JSON.parse(ready), chromium, folder);
const groups = [
  // The first one has the clock at 0, so that its pictures are the same each time.
  looksChecks,
  liveChecks,
  keyboardChecks,
  timelineChecks,
  clockChecks,
  hostileChecks,
  sessionChecks,
  errorChecks,
  // The last one looks back on all of them.
  quietChecks,
];
let [n_passed, n_failed] = [0, 0];
for (const group of groups) {
  for (const [name, check] of Object.entries(group)) {
    current = name;
    const timeout = new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`not over in ${CHECK_LIMIT / 1000} s`)), CHECK_LIMIT).unref();
    });
    try {
      await Promise.race([check(stage), timeout]);
      n_passed += 1;
      console.log(`ok      ${name}`);
    } catch (error) {
      n_failed += 1;
      console.log(`FAILED  ${name}\n        ${String(error.message).replaceAll('\n', '\n        ')}`);
    }
    await stage.leave();
  }
}
await stage.strike();
console.log(`${n_passed} passed, ${n_failed} failed`);
process.exit(n_failed === 0 ? 0 : 1);
