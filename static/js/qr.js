// Draws a text as a QR code (ISO/IEC 18004:2015): byte mode, error-correction levels L and M, versions 1 to 40. In the
// standard's words a module is one square (here 1 is dark), a codeword is one byte, and a version is one size. Our
// texts are addresses, in ASCII. For any other text a reader has to guess that the bytes are UTF-8.

// Table 9, for versions 1 to 40: how many codewords of a block correct errors, and how many blocks there are.
const BLOCKS = {
  L: [
    [7, 1], [10, 1], [15, 1], [20, 1], [26, 1], [18, 2], [20, 2], [24, 2], [30, 2], [18, 4],
    [20, 4], [24, 4], [26, 4], [30, 4], [22, 6], [24, 6], [28, 6], [30, 6], [28, 7], [28, 8],
    [28, 8], [28, 9], [30, 9], [30, 10], [26, 12], [28, 12], [30, 12], [30, 13], [30, 14], [30, 15],
    [30, 16], [30, 17], [30, 18], [30, 19], [30, 19], [30, 20], [30, 21], [30, 22], [30, 24], [30, 25],
  ],
  M: [
    [10, 1], [16, 1], [26, 1], [18, 2], [24, 2], [16, 4], [18, 4], [22, 4], [22, 5], [26, 5],
    [30, 5], [22, 8], [22, 9], [24, 9], [24, 10], [28, 10], [28, 11], [26, 13], [26, 14], [26, 16],
    [26, 17], [28, 17], [28, 18], [28, 20], [28, 21], [28, 23], [28, 25], [28, 26], [28, 28], [28, 29],
    [28, 31], [28, 33], [28, 35], [28, 37], [28, 38], [28, 40], [28, 43], [28, 45], [28, 47], [28, 49],
  ],
};
const INDICATORS = { L: 0b01, M: 0b00 }; // Table 12
const QUIET_ZONE = 4; // modules

// Takes the smallest version that holds the text and, of the levels that fit in it, the first. M repairs twice as much
// as L. Returns false if the text is too long for every version.
export function drawCode(canvas, text, levels = ['M', 'L']) {
  const bytes = new TextEncoder().encode(text);
  const layout = layoutFor(bytes.length, levels);
  if (!layout) return false;
  const modules = modulesOf(codewordsOf(bytes, layout), layout);
  const size = modules.length + 2 * QUIET_ZONE;
  Object.assign(canvas, { width: size, height: size });
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, size, size);
  context.fillStyle = 'black';
  context.translate(QUIET_ZONE, QUIET_ZONE);
  modules.forEach((row, y) => row.forEach((isDark, x) => isDark && context.fillRect(x, y, 1, 1)));
  return true;
}

function layoutFor(length, levels) {
  for (let version = 1; version <= 40; version += 1) {
    const lengthBytes = version < 10 ? 1 : 2; // Table 3
    for (const level of levels) {
      const [corrections, blockCount] = BLOCKS[level][version - 1];
      const capacity = codewordsIn(version) - blockCount * corrections;
      // The mode before the length and the end after the text are half a byte each.
      if (length + lengthBytes + 1 <= capacity) return { version, level, lengthBytes, capacity, blockCount, corrections };
    }
  }
  return undefined;
}

const sizeOf = (version) => 17 + 4 * version;

// Table 1: the modules that finders, timing, format, version and alignment leave, in whole bytes. Of an alignment
// pattern on a line of timing, five modules are counted as timing.
function codewordsIn(version) {
  const size = sizeOf(version);
  const side = centresOf(version).length;
  const alignment = side && 25 * (side ** 2 - 3) - 10 * (side - 2);
  return (size ** 2 - 3 * 64 - 2 * (size - 16) - 31 - (version < 7 ? 0 : 36) - alignment) >> 3;
}

// Annex E: the rows, and the columns, of the centres of alignment patterns. All gaps but the first are alike and even.
function centresOf(version) {
  if (version === 1) return [];
  const gaps = Math.floor(version / 7) + 1;
  const last = sizeOf(version) - 7;
  const gap = 2 * Math.round((last - 6) / gaps / 2 + 0.25); // with 0.25 every version rounds as in the table
  return [6, ...Array.from({ length: gaps }, (_, i) => last - gap * (gaps - 1 - i))];
}

// ---- Codewords (7.4 to 7.6) --------------------------------------------------------------------

function codewordsOf(bytes, { lengthBytes, capacity, blockCount, corrections }) {
  const content = [...[bytes.length >> 8, bytes.length & 255].slice(-lengthBytes), ...bytes];
  // The mode (4 is bytes) before it moves everything by half a byte. The other half of the last byte is the end: 0.
  const data = [...content, 0].map((byte, i) => (((content[i - 1] ?? 4) << 4) & 255) | (byte >> 4));
  for (let i = 0; data.length < capacity; i += 1) data.push(i % 2 ? 0x11 : 0xec);

  // Where they cannot be of one length, the last blocks have one codeword more.
  const lengthOf = (i) => Math.floor(capacity / blockCount) + (i < blockCount - capacity % blockCount ? 0 : 1);
  const blocks = Array.from({ length: blockCount }, (_, i) => data.splice(0, lengthOf(i)));
  return [...interleaved(blocks), ...interleaved(blocks.map((block) => correctionOf(block, corrections)))];
}

const interleaved = (blocks) => blocks.at(-1).flatMap((_, i) => blocks.flatMap((block) => block.slice(i, i + 1)));

// Reed-Solomon: the remainder of the block divided by (x - 1)(x - 2)(x - 4)..., as polynomials over GF(256).
function correctionOf(block, length) {
  let generator = [1];
  for (let i = 0, root = 1; i < length; i += 1, root = multiply(root, 2)) {
    generator = [...generator, 0].map((coefficient, at) => coefficient ^ multiply(generator[at - 1] ?? 0, root));
  }
  const rest = [...block, ...Array(length).fill(0)];
  block.forEach((_, i) => {
    const factor = rest[i];
    generator.forEach((coefficient, at) => { rest[i + at] ^= multiply(coefficient, factor); });
  });
  return rest.slice(block.length);
}

// In GF(256), modulo x^8 + x^4 + x^3 + x^2 + 1.
function multiply(a, b) {
  const twice = (a << 1) ^ (a > 127 ? 0b100011101 : 0);
  return b && ((b % 2 && a) ^ multiply(twice, b >> 1));
}

// ---- Modules (7.7 to 7.10) ---------------------------------------------------------------------

// Table 10: a module changes its colour where its mask is 0.
const MASKS = [
  (y, x) => (y + x) % 2,
  (y) => y % 2,
  (y, x) => x % 3,
  (y, x) => (y + x) % 3,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2,
  (y, x) => (y * x) % 2 + (y * x) % 3,
  (y, x) => ((y * x) % 2 + (y * x) % 3) % 2,
  (y, x) => ((y + x) % 2 + (y * x) % 3) % 2,
];

function modulesOf(codewords, { version, level }) {
  const patterns = patternsOf(version);
  const free = freeIn(patterns);
  const candidates = MASKS.map((mask, number) => {
    const modules = patterns.map((row) => [...row]);
    drawFormat(modules, INDICATORS[level] * 8 + number);
    free.forEach(([y, x], i) => {
      const bit = (codewords[i >> 3] >> (7 - i % 8)) & 1; // 0 after the last codeword
      modules[y][x] = bit ^ !mask(y, x);
    });
    return modules;
  });
  const penalties = candidates.map(penaltyOf);
  return candidates[penalties.indexOf(Math.min(...penalties))];
}

// Returns what is the same for every text of this version. The modules of the text are undefined.
function patternsOf(version) {
  const size = sizeOf(version);
  const modules = Array.from({ length: size }, () => Array(size).fill());
  for (const [y, x] of [[3, 3], [3, size - 4], [size - 4, 3]]) drawRings(modules, y, x, [1, 1, 0, 1, 0]);
  const centres = centresOf(version);
  for (const y of centres) for (const x of centres) if (modules[y][x] === undefined) drawRings(modules, y, x, [1, 0, 1]);
  for (let i = 0; i < size; i += 1) {
    modules[6][i] ??= 1 - i % 2;
    modules[i][6] ??= 1 - i % 2;
  }
  if (version > 6) drawVersion(modules, version);
  drawFormat(modules, 0); // keeps its place until the mask is known, which it names
  return modules;
}

// Square rings around a centre, from the inside out.
function drawRings(modules, centreY, centreX, rings) {
  modules.forEach((row, y) => row.forEach((module, x) => {
    row[x] = rings[Math.max(Math.abs(y - centreY), Math.abs(x - centreX))] ?? module;
  }));
}

function drawVersion(modules, version) {
  const bits = withRemainder(version, 0b1111100100101);
  for (let i = 0; i < 18; i += 1) {
    const near = Math.floor(i / 3);
    const far = modules.length - 11 + i % 3;
    modules[near][far] = (bits >> i) & 1;
    modules[far][near] = (bits >> i) & 1;
  }
}

// In row 8 and column 8: once beside the first finder, passing over the lines of timing, and once beside the others.
function drawFormat(modules, format) {
  const bits = withRemainder(format, 0b10100110111) ^ 0b101010000010010;
  for (let i = 0; i < 15; i += 1) {
    const distance = Math.min(i, 14 - i);
    const near = distance < 6 ? distance : distance + 1;
    const far = modules.length - 1 - distance;
    for (const [y, x] of i < 8 ? [[near, 8], [8, far]] : [[8, near], [far, 8]]) modules[y][x] = (bits >> i) & 1;
  }
  modules[modules.length - 8][8] = 1; // always dark
}

// BCH code: the bits, followed by the remainder of their division by the generator.
function withRemainder(bits, generator) {
  const degree = 31 - Math.clz32(generator);
  let rest = bits << degree;
  while (rest >> degree) rest ^= generator << (Math.clz32(generator) - Math.clz32(rest));
  return (bits << degree) | rest;
}

// In the order of the bits: two columns at a time from the right, upwards and downwards in turn, without column 6.
function freeIn(modules) {
  const free = [];
  const downwards = [...modules.keys()];
  const upwards = [...downwards].reverse();
  const columns = upwards.filter((x) => x !== 6);
  for (let i = 0; i < columns.length; i += 2) {
    for (const y of i % 4 ? downwards : upwards) {
      for (const x of columns.slice(i, i + 2)) if (modules[y][x] === undefined) free.push([y, x]);
    }
  }
  return free;
}

// Table 11: returns how hard the code is to read.
function penaltyOf(modules) {
  const size = modules.length;
  const columns = modules.map((_, x) => modules.map((row) => row[x]));
  let penalty = 0;
  let darkTwice = 0; // each module stands in a row and in a column
  for (const line of [...modules, ...columns].map((cells) => cells.join(''))) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2;
    // Like a finder, with four light modules before or after it; the quiet zone is light.
    penalty += 40 * [...`0000${line}0000`.matchAll(/(?=10111010000|00001011101(?!0000))/g)].length;
    darkTwice += line.replaceAll('0', '').length;
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) {
      const darkOfFour = modules[y][x] + modules[y][x - 1] + modules[y - 1][x] + modules[y - 1][x - 1];
      if (darkOfFour % 4 === 0) penalty += 3;
    }
  }
  return penalty + 10 * Math.floor(10 * Math.abs(darkTwice - size ** 2) / size ** 2);
}
