// The virtual clock: what it shows, and moving it on.

import { byId, setText } from './dom.js';
import { clock, seconds } from './format.js';

export class Clock {
  constructor(api, act) {
    const advance = (by) => act(`Advance by ${by}`, () => api.post('clock/advance', { by }));
    for (const button of byId('jumps').children) {
      button.addEventListener('click', () => advance(button.dataset.by));
    }
    byId('advance-form').addEventListener('submit', (event) => {
      event.preventDefault();
      advance(byId('advance-by').value.trim());
    });
  }

  update({ now, unix, clock: { time_scale } }) {
    setText(byId('now'), clock(now, 1));
    byId('now').title = `${seconds(now)} since the start; ${date(unix)}`;
    setText(byId('pace'), time_scale === null ? 'by hand' : time_scale === 1 ? 'real time' : `× ${time_scale}`);
  }
}

function date(unix) {
  const date = new Date(unix * 1000);
  return Number.isNaN(date.getTime()) ? `Unix time ${unix}` : date.toISOString().replace('.000Z', ' UTC').replace('T', ' ');
}
