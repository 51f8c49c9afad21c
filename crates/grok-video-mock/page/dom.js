// Elements, made and changed without markup: whatever comes from the server stays text.

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element of HTML; children are nodes or texts. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** Makes an element of SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Sets a text, and leaves a node alone that has it: a selection in it stays. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttributes(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    const text = String(value);
    if (node.getAttribute(key) !== text) node.setAttribute(key, text);
  }
}

/** Shows or hides, and leaves a node alone that is so already; where the focus goes is up to the caller. */
export function show(node, isShown) {
  if (node.hidden === isShown) node.hidden = !isShown;
}

/**
 * Puts nodes into a parent in this order, moving as few as it can.
 *
 * What no longer belongs there is taken out. The element that has the focus keeps it, also when it
 * had to be moved; where it is gone, `fallback` gets the focus.
 */
export function arrange(parent, nodes, fallback) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) {
    if (!wanted.has(child)) child.remove();
  }
  let cursor = parent.firstElementChild;
  for (const node of nodes) {
    if (node === cursor) {
      cursor = cursor.nextElementSibling;
    } else {
      parent.insertBefore(node, cursor);
    }
  }
  if (focused !== null && document.activeElement !== focused) {
    const target = parent.contains(focused) ? focused : fallback;
    target?.focus({ preventScroll: true });
  }
}
