// The timelines show what the journal holds, and nothing else.

import assert from 'node:assert/strict';

/** Opens the page on a task of which some polls went well and one was struck by a fault. */
async function withPolls(play) {
  const view = await play.open();
  const { service } = view;
  const id = await service.create('[mock:after 20s 40s]');
  await service.inject({ scope: { requests: 'queries', task: id }, trigger: { nth: 3 }, fault: { status: 503 } });
  const answers = [];
  for (const by of ['2500ms', '5s', '10s', '10s', '10s', '30s']) {
    await service.advance(by);
    answers.push(await service.poll(id));
  }
  assert.deepEqual(answers, [200, 200, 503, 200, 200, 200]);
  await view.load();
  await view.untilStatus(id, 'completed');
  return { view, id };
}

const time = ({ title }) => Number(/ at ([0-9.]+) s: /.exec(title)[1]);
const rounded = (s) => Math.round(s * 1000) / 1000;
const isPoll = ({ method, path }) => method === 'GET' && path.includes('/v1/result/');

export const timelineChecks = {
  async 'there is one dot for each poll of the journal, at its time'(play) {
    const { view, id } = await withPolls(play);
    const dots = await view.marks(id, '.poll');
    const polls = (await view.service.requests()).filter((request) => isPoll(request) && request.task === id);
    assert.equal(dots.length, 6);
    assert.deepEqual(dots.map(time), polls.map((poll) => rounded(poll.at)));
    assert.deepEqual(
      dots.map(({ title }) => title),
      polls.map((poll, i) => `poll ${i + 1} at ${rounded(poll.at)} s: ${poll.outcome}`),
    );
    // Their places are as far from each other as their times are.
    const scale = (dots[5].x - dots[0].x) / (polls[5].at - polls[0].at);
    dots.forEach((dot, i) => {
      const expected = dots[0].x + (polls[i].at - polls[0].at) * scale;
      // The dot in a fault mark is a smaller one.
      assert.ok(Math.abs(dot.x - expected) < 1.6, `poll ${i + 1} lies ${dot.x - expected} px off`);
    });
  },

  async 'there is a mark, of another shape, for the fault of the journal'(play) {
    const { view, id } = await withPolls(play);
    const marks = await view.marks(id, '.fault');
    const faulted = (await view.service.requests()).filter((request) => request.fault !== null);
    assert.equal(faulted.length, 1);
    assert.deepEqual(marks.map(({ title }) => title), [`fault at ${rounded(faulted[0].at)} s: ${faulted[0].fault}`]);
    const shapes = await view.page.evaluate(() => ['.poll', '.fault'].map((kind) => document.querySelector(`.timeline ${kind}`).tagName));
    assert.deepEqual(shapes, ['circle', 'path']);
  },

  async 'the bars of the states begin and end when the task says'(play) {
    const { view, id } = await withPolls(play);
    const task = await view.service.task(id);
    const bars = await view.page.evaluate(() => [...document.querySelectorAll('.timeline .state')].map((bar) => {
      const { left, right } = bar.getBoundingClientRect();
      return { title: bar.querySelector('title').textContent, left, right };
    }));
    assert.deepEqual(bars.map(({ title }) => title), [
      `queued from ${rounded(task.created_at)} s to ${rounded(task.processing_at)} s`,
      `processing from ${rounded(task.processing_at)} s to ${rounded(task.over_at)} s`,
      `completed from ${rounded(task.over_at)} s`,
    ]);
    assert.ok(Math.abs(bars[0].right - bars[1].left) < 2 && Math.abs(bars[1].right - bars[2].left) < 2);
  },

  async 'the same is there in words'(play) {
    const { view, id } = await withPolls(play);
    await view.tabTo('.told-box summary');
    await view.press('Enter');
    await view.until('the requests are told', () => document.querySelectorAll('.told li').length === 7);
    const told = await view.page.evaluate(() => [...document.querySelectorAll('.told li')].map((item) => item.textContent));
    const dots = await view.marks(id, '.poll');
    dots.forEach(({ title }, i) => assert.ok(told[i + 1].startsWith(title), told[i + 1]));
    assert.match(told[3], /; fault at [0-9.]+ s: .*503/);
    const label = await view.page.evaluate(() => document.querySelector('.timeline').getAttribute('aria-label'));
    assert.match(label, /^Timeline: queued for 20 s, processing for 40 s, completed for [0-9.]+ s; 6 polls, 1 fault$/);
  },
};
