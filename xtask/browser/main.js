// Drives the page of the simulated service: `node main.js READY_LINE CHROMIUM FOLDER`.

import { Play, Stage } from './stage.js';
import { clockChecks } from './checks/clock.js';
import { errorChecks } from './checks/errors.js';
import { hostileChecks } from './checks/hostile.js';
import { keyboardChecks } from './checks/keyboard.js';
import { liveChecks } from './checks/live.js';
import { looksChecks } from './checks/looks.js';
import { quietChecks } from './checks/quiet.js';
import { sessionChecks } from './checks/sessions.js';
import { timelineChecks } from './checks/timeline.js';

/** The longest that all of it may take: four times what it does. */
const LIMIT = 120_000;
/** The longest that one check may take. */
const CHECK_LIMIT = 30_000;

const [ready, chromium, folder] = process.argv.slice(2);
const underWay = new Set(['the start of the browser']);
setTimeout(() => {
  console.error(`FAILED  it took more than ${LIMIT / 1000} s, and was at: ${[...underWay].join('; ')}`);
  process.exit(1);
}, LIMIT).unref();

const stage = await Stage.set(JSON.parse(ready), chromium, folder);
underWay.clear();
let [n_passed, n_failed] = [0, 0];

/** Makes one check, on pages of its own. */
async function make(name, check) {
  underWay.add(name);
  const play = new Play(stage);
  const timeout = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not over in ${CHECK_LIMIT / 1000} s`)), CHECK_LIMIT).unref();
  });
  try {
    await Promise.race([check(play), timeout]);
    n_passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    n_failed += 1;
    console.log(`FAILED  ${name}\n        ${String(error.message).replaceAll('\n', '\n        ')}`);
  }
  await play.leave();
  underWay.delete(name);
}

/** Makes the checks of some groups, one after another. */
async function makeAll(...groups) {
  for (const [name, check] of groups.flatMap(Object.entries)) await make(name, check);
}

// These have the clock at 0, so that their pictures are the same each time.
await makeAll(looksChecks);
// All of them at once, but for those that move the one clock of the server.
await Promise.all([
  makeAll(timelineChecks, clockChecks, errorChecks),
  makeAll(keyboardChecks),
  makeAll(liveChecks, hostileChecks, sessionChecks),
]);
// The last one looks back on all of them.
await makeAll(quietChecks);
await stage.strike();
console.log(`${n_passed} passed, ${n_failed} failed`);
process.exit(n_failed === 0 ? 0 : 1);
