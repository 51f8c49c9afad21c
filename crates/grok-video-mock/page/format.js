// How times and numbers are written.

const whole = new Intl.NumberFormat('en');

export function count(n) {
  return whole.format(n);
}

/** Writes seconds as "12.4 s", to the millisecond. */
export function seconds(s) {
  return `${Math.round(s * 1000) / 1000} s`;
}

/** Writes seconds to a tenth, so that columns of them align. */
export function tenths(s) {
  return `${s.toFixed(1)} s`;
}

/** Writes a time since the start as m:ss or h:mm:ss, with what parts of a second there are. */
export function clock(s, digits = 0) {
  const parts = 10 ** digits;
  const units = Math.round(s * parts);
  const total = Math.floor(units / parts);
  const two = (n) => String(n).padStart(2, '0');
  const [h, m] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  const head = h > 0 ? `${h}:${two(m)}` : `${m}`;
  const tail = digits > 0 ? `.${String(units % parts).padStart(digits, '0')}` : '';
  return `${head}:${two(total % 60)}${tail}`;
}

/** Writes a count with its noun; the plural is given where it is not made with an s. */
export function plural(n, noun, nouns = `${noun}s`) {
  return `${count(n)} ${n === 1 ? noun : nouns}`;
}

/** Cuts a text that would only fill a label. */
export function brief(text, length = 120) {
  const characters = [...text.slice(0, 2 * length)];
  return characters.length > length ? `${characters.slice(0, length).join('')}…` : text;
}
