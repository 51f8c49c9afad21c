// The page of the simulated service: asks the admin API once a second, and shows what it says.

import { Api, ApiError, Unreachable } from './api.js';
import { Clock } from './clock.js';
import { byId, setAttributes, show } from './dom.js';
import { Faults } from './faults.js';
import { brief } from './format.js';
import { Journal } from './journal.js';
import { Notices } from './notices.js';
import { Plant } from './plant.js';
import { Requests } from './requests.js';
import { Session } from './session.js';
import { MOST_TASKS, Tasks } from './tasks.js';
import { Token } from './token.js';

const EVERY = 1000;
/** The longest time between two tries while the server does not answer. */
const SLOWEST = 15_000;

const notices = new Notices();
const token = new Token(() => refreshNow());
const api = new Api(token);
const journal = new Journal();
const clock = new Clock(api, act);
const session = new Session(api, act, enter);
const faults = new Faults(api, act);
const tasks = new Tasks(actOn, (id) => faults.aimAt(id));
const requests = new Requests();
new Plant(api, act);

let timer = null;
let isRunning = false;
let isWanted = false;
let nFailed = 0;

/** Makes a call, says what came of it, and shows the new state; tells whether it went well. */
async function act(what, call) {
  try {
    await call();
    notices.say(`${what}: done.`);
    return true;
  } catch (error) {
    report(what, error);
    return false;
  } finally {
    await refreshNow();
  }
}

/** Does something to a task. */
function actOn(task, name, body) {
  const what = `${name[0].toUpperCase()}${name.slice(1)} ${brief(task.id)}`;
  return act(what, () => api.post(`tasks/${encodeURIComponent(task.id)}/${name}`, body));
}

function report(what, error) {
  if (error instanceof ApiError && error.status === 401) {
    token.ask(true);
  } else if (error instanceof ApiError) {
    notices.alert(`${what}: ${error.message} (${error.status}${error.code ? ` ${error.code}` : ''})`);
  } else if (error instanceof Unreachable) {
    notices.alert(`${what}: ${error.message}`);
  } else {
    notices.alert(`${what}: the page has a mistake: ${error.message}`);
    console.error(error);
  }
}

/** Goes to the session that was just chosen. */
function enter() {
  journal.clear();
  tasks.clear();
  refreshNow();
}

/** Fetches everything that is shown, and shows it if the session is still the same. */
async function refresh() {
  const of = api.session;
  const [state, list, add, listing, { sessions }] = await Promise.all([
    api.get('state'),
    api.get('tasks', { last: MOST_TASKS }),
    journal.refresh(api),
    api.get('faults', { last: 20 }),
    api.get('sessions'),
  ]);
  if (of !== api.session) return;
  add();
  clock.update(state);
  session.list(sessions);
  session.update(state);
  faults.update(listing, list.tasks);
  tasks.update(list.now, list.tasks, state.n_tasks, journal);
  requests.update(journal, state.n_requests);
  // A link bears no token.
  show(byId('journal-text'), token.value === '');
  setAttributes(byId('journal-text'), { href: api.url('journal.txt') });
  document.documentElement.dataset.refreshed = String(Number(document.documentElement.dataset.refreshed ?? 0) + 1);
}

/** Refreshes without waiting for the second to be over; one at a time. */
async function refreshNow() {
  if (isRunning) {
    isWanted = true;
    return;
  }
  isRunning = true;
  clearTimeout(timer);
  let wait = EVERY;
  try {
    do {
      isWanted = false;
      await refresh();
    } while (isWanted);
    nFailed = 0;
    token.ask(false);
    notices.standing(null);
  } catch (error) {
    nFailed += 1;
    wait = Math.min(EVERY * 2 ** Math.min(nFailed, 10), SLOWEST);
    if (error instanceof Unreachable) {
      notices.standing(`The server does not answer: ${error.message}. Trying again every ${wait / 1000} s; what stands here is how it was.`);
    } else {
      report('Refresh', error);
    }
  }
  isRunning = false;
  schedule(wait);
}

function schedule(wait) {
  clearTimeout(timer);
  if (document.visibilityState === 'visible') timer = setTimeout(refreshNow, wait);
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') refreshNow();
});
refreshNow();
