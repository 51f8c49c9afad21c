// Makes a picture small: in 256 colours, packed as tightly as zlib can.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;
const MOST_COLOURS = 256;

/**
 * Returns a PNG of 8-bit RGB in 256 of its colours.
 *
 * A page has few colours but at the edges of its letters; each of those becomes the nearest.
 */
export function packed(png) {
  const { header, data } = parts(png);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (header[8] !== 8 || header[9] !== 2 || header[12] !== 0) throw new Error('no picture of plain 8-bit RGB');
  const rows = unfiltered(inflateSync(data), width * 3, height);
  const { palette, index } = colours(rows, width);
  const indexed = Buffer.alloc((width + 1) * height);
  rows.forEach((row, y) => {
    for (let x = 0; x < width; x += 1) indexed[y * (width + 1) + 1 + x] = index.get(row.readUIntBE(x * 3, 3));
  });
  const small = Buffer.from(header);
  small[9] = 3;
  const tight = deflateSync(indexed, { level: 9, memLevel: 9 });
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', small),
    chunk('PLTE', palette),
    chunk('IDAT', tight),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Returns the palette, and for each colour its place there. */
function colours(rows, width) {
  const counts = new Map();
  for (const row of rows) {
    for (let x = 0; x < width; x += 1) {
      const colour = row.readUIntBE(x * 3, 3);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  // Those that would be missed most: by how many pixels, and by how far the next one is.
  const all = [...counts].map(([colour, count]) => ({ colour, count, channels: channels(colour), distance: Infinity, place: 0 }));
  const kept = [];
  while (kept.length < Math.min(MOST_COLOURS, all.length)) {
    const missed = all.reduce((a, b) => (b.count * b.distance > a.count * a.distance ? b : a));
    for (const one of all) {
      const distance = apart(one.channels, missed.channels);
      if (distance < one.distance) Object.assign(one, { distance, place: kept.length });
    }
    kept.push(missed.colour);
  }
  const palette = Buffer.alloc(kept.length * 3);
  kept.forEach((colour, i) => palette.writeUIntBE(colour, i * 3, 3));
  return { palette, index: new Map(all.map(({ colour, place }) => [colour, place])) };
}

function channels(colour) {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function apart(a, b) {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}

function parts(png) {
  let header = null;
  const data = [];
  for (let at = SIGNATURE; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  return { header, data: Buffer.concat(data) };
}

/** Takes the filters of PNG out: each row becomes its bytes. */
function unfiltered(raw, n_bytes, height) {
  const rows = [];
  let above = Buffer.alloc(n_bytes);
  for (let y = 0; y < height; y += 1) {
    const start = y * (n_bytes + 1);
    const filter = raw[start];
    const row = Buffer.from(raw.subarray(start + 1, start + 1 + n_bytes));
    for (let i = 0; i < n_bytes; i += 1) {
      const left = i < 3 ? 0 : row[i - 3];
      row[i] += [0, left, above[i], (left + above[i]) >> 1, filter === 4 ? paeth(left, above[i], i < 3 ? 0 : above[i - 3]) : 0][filter];
    }
    rows.push(row);
    above = row;
  }
  return rows;
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [l, u, c] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (l <= u && l <= c) return left;
  return u <= c ? up : corner;
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
