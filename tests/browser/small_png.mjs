// A screenshot as a small file: few colours, packed well. A page of text has few to begin with.
import zlib from 'node:zlib';

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]), out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(checksum(body), body.length + 4);
  return out;
}
const table = Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; ++bit) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
function checksum(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = table[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

// {width, height, pixels: 3 bytes each} of an 8-bit PNG without interlacing, as Chromium writes it.
function decode(png) {
  let at = 8, width = 0, height = 0, wide = 0;
  const parts = [];
  while (at < png.length) {
    const size = png.readUInt32BE(at), kind = png.toString('latin1', at + 4, at + 8), data = png.subarray(at + 8, at + 8 + size);
    if (kind === 'IHDR') { width = data.readUInt32BE(0); height = data.readUInt32BE(4); wide = data[9] === 6 ? 4 : 3; }
    if (kind === 'IDAT') parts.push(data);
    at += size + 12;
  }
  const raw = zlib.inflateSync(Buffer.concat(parts)), line = width * wide, bytes = Buffer.alloc(line * height);
  for (let y = 0; y < height; ++y) {
    const filter = raw[y * (line + 1)];
    for (let x = 0; x < line; ++x) {
      const left = x >= wide ? bytes[y * line + x - wide] : 0, up = y ? bytes[(y - 1) * line + x] : 0;
      const corner = x >= wide && y ? bytes[(y - 1) * line + x - wide] : 0;
      const near = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
      const guess = near[0] <= near[1] && near[0] <= near[2] ? left : near[1] <= near[2] ? up : corner;
      bytes[y * line + x] = raw[y * (line + 1) + 1 + x] + [0, left, up, (left + up) >> 1, guess][filter];
    }
  }
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; ++i) bytes.copy(pixels, i * 3, i * wide, i * wide + 3);
  return { width, height, pixels };
}

// The 16 colours that stand for most of the page; all others become the nearest of them.
function palette(pixels) {
  const seen = new Map();
  for (let i = 0; i < pixels.length; i += 3) {
    const key = ((pixels[i] & 0xf8) << 16) | ((pixels[i + 1] & 0xf8) << 8) | (pixels[i + 2] & 0xf8);
    const one = seen.get(key) ?? { count: 0, colour: [pixels[i], pixels[i + 1], pixels[i + 2]] };
    one.count += 1;
    seen.set(key, one);
  }
  const far = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
  const all = [...seen.values()].sort((a, b) => b.count - a.count), chosen = [];
  for (const apart of [1200, 300, 0]) {
    for (const one of all) if (chosen.length < 16 && chosen.every((other) => far(one.colour, other) > apart)) chosen.push(one.colour);
  }
  const index = new Map();
  for (const [key, one] of seen) index.set(key, chosen.reduce((best, colour, at) => (far(colour, one.colour) < far(chosen[best], one.colour) ? at : best), 0));
  return { chosen, of: (i) => index.get(((pixels[i] & 0xf8) << 16) | ((pixels[i + 1] & 0xf8) << 8) | (pixels[i + 2] & 0xf8)) };
}

export function smallPng(png) {
  const { width, height, pixels } = decode(png), colours = palette(pixels), line = Math.ceil(width / 2) + 1;
  const rows = Buffer.alloc(line * height);
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) rows[y * line + 1 + (x >> 1)] |= colours.of((y * width + x) * 3) << (x & 1 ? 0 : 4);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([4, 3, 0, 0, 0], 8);
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', head), chunk('PLTE', Buffer.from(colours.chosen.flat())),
    chunk('IDAT', zlib.deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
