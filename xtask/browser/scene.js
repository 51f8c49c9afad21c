// The scene of the pictures: some tasks in each state, their polls, and faults.

/** Plays it in an empty session, from the time 0 on, and opens the page on it. */
export async function playScene(view) {
  const { service } = view;
  const cat = await service.create('a cat [mock:after 20s 75s]');
  const poll = async (by, ...ids) => {
    await service.advance(by);
    for (const id of ids) await service.poll(id);
  };
  await poll('10s', cat);
  const street = await service.create('a street [mock:after 15s 45s] [mock:fail the picture was refused]', { model: 'grok_video3_pro' });
  await poll('10s', cat, street);
  await service.inject({ scope: { requests: 'queries', task: cat }, trigger: { nth: 2 }, fault: { status: 503 } });
  await poll('12s', cat, street);
  await poll('12s', cat, street);
  const sea = await service.create('the sea [mock:after 25s 90s]', { model: 'grok_video3_max' });
  await service.plant('video_by_hand', { pace: 'manual' });
  await service.inject({ scope: { requests: 'queries', task: sea }, trigger: { every: 4 }, fault: { rate_limited: { seconds: 5 } } });
  await poll('9s', cat, street, sea, 'video_by_hand');
  await poll('9s', cat, street, sea);
  await service.post('tasks/video_by_hand/step');
  await poll('9s', cat, street, sea, 'video_by_hand');
  await service.post('tasks/video_by_hand/hold');
  const wood = await service.create('a wood [mock:after 60s 60s]', { model: 'grok_video3_stable' });
  await poll('9s', cat, sea, 'video_by_hand');
  await poll('9s', cat, sea, wood);
  const rain = await service.create('rain [mock:after 30s 30s]');
  await poll('6s', cat, sea, wood, rain, 'video_by_hand');
  await poll('5s', sea, wood, rain);
  await view.load();
  await view.untilStatus(rain, 'queued');
  await view.refreshed();
}
