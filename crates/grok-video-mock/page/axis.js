// The time axis that all timelines share: which time is shown, where it lies, and where the ticks are.

import { svg, setAttributes, setText } from './dom.js';
import { clock } from './format.js';

const STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
  3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800,
];
/** Room at both ends, so that marks are whole there. */
const MARGIN = 9;
/** The least time between two labels, in pixels. */
const LABEL_WIDTH = 64;
const HEIGHT = 22;

/** A stretch of virtual time on so many pixels. */
export class Axis {
  constructor(from, to, width) {
    this.from = from;
    this.to = Math.max(to, from + 10);
    this.width = width;
  }

  x(s) {
    const span = Math.max(1, this.width - 2 * MARGIN);
    const x = MARGIN + ((s - this.from) / (this.to - this.from)) * span;
    return Math.round(x * 100) / 100;
  }

  has(s) {
    return s >= this.from && s <= this.to;
  }

  /** Returns where there are ticks, and how long it is from one to the next. */
  ticks() {
    const most = Math.max(1, Math.floor(this.width / LABEL_WIDTH));
    const least = (this.to - this.from) / most;
    const step = STEPS.find((one) => one >= least) ?? Math.ceil(least / 604800) * 604800;
    const times = [];
    for (let n = Math.ceil(this.from / step - 1e-9); n * step <= this.to + 1e-9; n += 1) {
      times.push(n * step);
    }
    return { step, times };
  }

  /** Returns the grid as the path of an SVG. */
  grid(height) {
    return this.ticks().times.map((s) => `M${this.x(s)} 0V${height}`).join('');
  }
}

/** Shows the labels of the axis at the head of the timelines. */
export class AxisView {
  #parent;
  #root = svg('svg', { height: HEIGHT, class: 'axis-svg' });

  constructor(parent) {
    this.#parent = parent;
    parent.append(this.#root);
  }

  get width() {
    return this.#parent.clientWidth;
  }

  draw(axis) {
    setAttributes(this.#root, { width: axis.width, viewBox: `0 0 ${axis.width} ${HEIGHT}` });
    const { step, times } = axis.ticks();
    while (this.#root.children.length > times.length) this.#root.lastChild.remove();
    while (this.#root.children.length < times.length) this.#root.append(svg('text', { y: 14 }));
    times.forEach((s, i) => {
      const x = axis.x(s);
      // The labels at the ends stay inside.
      const anchor = x < 24 ? 'start' : x > axis.width - 24 ? 'end' : 'middle';
      const at = { start: Math.max(0, x - 5), end: Math.min(axis.width, x + 5), middle: x }[anchor];
      const label = this.#root.children[i];
      setAttributes(label, { x: at, 'text-anchor': anchor });
      setText(label, clock(s, step < 1 ? 1 : 0));
    });
  }
}
