// The small pictures of states and marks: each has a shape of its own, so that none depends on its colour.

import { svg } from './dom.js';

const SHAPES = {
  queued: [['circle', { cx: 8, cy: 8, r: 5.5, class: 'hollow', 'stroke-dasharray': '2.6 1.9' }]],
  processing: [
    ['circle', { cx: 8, cy: 8, r: 5.5, class: 'hollow' }],
    ['path', { d: 'M8 2.5a5.5 5.5 0 0 1 0 11z', class: 'solid' }],
  ],
  completed: [
    ['circle', { cx: 8, cy: 8, r: 6.5, class: 'solid' }],
    ['path', { d: 'M5 8.2 7.2 10.4 11 5.9', class: 'cut' }],
  ],
  failed: [
    ['circle', { cx: 8, cy: 8, r: 6.5, class: 'solid' }],
    ['path', { d: 'M5.7 5.7 10.3 10.3M10.3 5.7 5.7 10.3', class: 'cut' }],
  ],
  held: [['path', { d: 'M5.5 3.5v9M10.5 3.5v9', class: 'stroke' }]],
  poll: [['circle', { cx: 8, cy: 8, r: 3, class: 'solid' }]],
  fault: [['path', { d: diamond(8, 8, 6), class: 'hollow' }]],
  unknown: [['circle', { cx: 8, cy: 8, r: 5.5, class: 'hollow' }]],
};

/** The outline of a fault mark around a point. */
export function diamond(x, y, r) {
  return `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`;
}

/** Returns the parts of an icon, in a box of 16 by 16. */
export function shapes(name) {
  return (SHAPES[name] ?? SHAPES.unknown).map(([tag, attributes]) => svg(tag, attributes));
}

/** Makes an icon that stands beside its word, and is hidden from screen readers. */
export function icon(name) {
  const attributes = { viewBox: '0 0 16 16', class: `icon ${name}`, 'aria-hidden': 'true', focusable: 'false' };
  return svg('svg', attributes, ...shapes(name));
}
