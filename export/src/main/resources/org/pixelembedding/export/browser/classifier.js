// Classifies pictures by a fully quantized network in WebAssembly: in browsers and in Node, with nothing to install and no
// request but for the files beside this one. README.md shows how to use it, classifier.d.ts has the types.

const MAGIC = [0x50, 0x49, 0x58, 0x45, 0x4d, 0x42, 0x30, 0x31]; // "PIXEMB01": also the version of the file
const FIXED_BYTES = 16; // magic, length of the header, checksum

/** Loads the model and the runtime that suits this machine. */
export async function load({ kernels = "auto", files = {}, trace = () => {} } = {}) {
  if (!["auto", "simd", "plain"].includes(kernels)) {
    throw new RangeError(`kernels is '${kernels}', want auto, simd or plain`);
  }
  const model = parseModel(files.model ?? (await fetched(new URL("./model.bin", import.meta.url))));
  let simd = kernels !== "plain";
  let runtime = simd ? (files.simd ?? (await fetched(new URL("./runtime-simd.wasm", import.meta.url)))) : undefined;
  if (kernels === "auto" && !WebAssembly.validate(runtime)) {
    simd = false;
  }
  if (!simd) {
    runtime = files.plain ?? (await fetched(new URL("./runtime.wasm", import.meta.url)));
  }
  const { instance } = await WebAssembly.instantiate(runtime, { pixemb: { trace } });
  return new Classifier(model, instance.exports, simd ? "simd" : "plain");
}

async function fetched(url) {
  if (url.protocol === "file:" && globalThis.process?.versions?.node) {
    // Node does not fetch files. Bundlers for browsers are told to leave this line alone.
    const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:fs/promises");
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url}: the server answered ${response.status} ${response.statusText}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** Takes model.bin apart; what is damaged or of another version is refused. */
function parseModel(file) {
  if (file.length < FIXED_BYTES || MAGIC.slice(0, 6).some((byte, i) => file[i] !== byte)) {
    throw new Error("model.bin: is not a model for this runtime; export it again");
  }
  if (MAGIC.some((byte, i) => file[i] !== byte)) {
    throw new Error("model.bin: is of another version than classifier.js; export both again");
  }
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const headerBytes = view.getUint32(8, true);
  if (headerBytes > file.length - FIXED_BYTES || crc32(file.subarray(FIXED_BYTES)) !== view.getUint32(12, true)) {
    throw new Error(`model.bin: its ${file.length} bytes are damaged; export it again`);
  }
  const header = JSON.parse(new TextDecoder().decode(file.subarray(FIXED_BYTES, FIXED_BYTES + headerBytes)));
  return { ...header, bytes: file.length, data: file.subarray(FIXED_BYTES + headerBytes) };
}

function crc32(bytes) {
  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) {
      n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    }
    return n;
  });
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    crc = (crc >>> 8) ^ table[(crc ^ bytes[i]) & 255];
  }
  return ~crc >>> 0;
}

export class Classifier {
  #model;
  #exports;
  #places;

  /** Made by load(). */
  constructor(model, exports, kernels) {
    this.#model = model;
    this.#exports = exports;
    this.name = model.name;
    this.height = model.height;
    this.width = model.width;
    this.labels = Object.freeze([...model.labels]);
    this.modelBytes = model.bytes;
    this.kernels = kernels;
    const data = aligned(exports.arena() + model.arenaBytes);
    const picture = aligned(data + model.data.length);
    const work = aligned(picture + this.height * this.width * 3);
    this.#places = { data, picture };
    const missing = work + model.workBytes - exports.memory.buffer.byteLength;
    if (missing > 0) {
      exports.memory.grow(Math.ceil(missing / 65536));
    }
    new Uint8Array(exports.memory.buffer, data).set(model.data);
    if (!exports.prepare(data, model.program, work)) {
      throw new Error("model.bin has steps that the runtime does not know; take all files from one export");
    }
  }

  /** Class sums of a picture of exactly the network's size, RGB. */
  sums(rgb) {
    const want = this.height * this.width * 3;
    if (rgb.length !== want) {
      throw new RangeError(`want ${this.height} x ${this.width} x 3 = ${want} bytes, got ${rgb.length}`);
    }
    const { memory, run } = this.#exports;
    new Uint8Array(memory.buffer, this.#places.picture, want).set(rgb);
    const at = run(this.#places.data, this.#model.program, this.#places.picture);
    return new Int32Array(memory.buffer, at, this.labels.length).slice();
  }

  /** Classes of a picture of any size, the most probable first. */
  classify(picture) {
    return this.predictions(this.sums(resize(picture, this.height, this.width)));
  }

  /** Classes by descending sum, equal ones by index, with probabilities. */
  predictions(sums) {
    const most = Math.max(...sums);
    const weights = Array.from(sums, (sum) => Math.exp((sum - most) * this.#model.logitScale));
    const total = weights.reduce((a, b) => a + b, 0);
    return this.labels
      .map((label, index) => ({ index, label, probability: weights[index] / total, sum: sums[index] }))
      .sort((a, b) => b.sum - a.sum || a.index - b.index);
  }

  /** The picture whose sums are known: a formula of the network's size. */
  selfTestPicture() {
    const { height, width } = this;
    const data = new Uint8Array(height * width * 3);
    for (let i = 0; i < data.length; i++) {
      const x = Math.floor(i / 3) % width;
      const y = Math.floor(i / 3 / width);
      const ramps = [
        [x, width - 1],
        [y, height - 1],
        [x + height - 1 - y, width + height - 2],
      ];
      const [part, of] = ramps[i % 3];
      const noise = ((x >> 3) + (y >> 3)) % 2 === 1;
      data[i] = noise ? Math.imul(i, 0x9e3779b1) >>> 24 : Math.floor((255 * part) / Math.max(1, of));
    }
    return { width, height, data };
  }

  /** Whether this machine gives exactly the sums that the model must give for the self-test picture. */
  selfTest() {
    const sums = this.sums(this.selfTestPicture().data);
    return this.#model.selfTestSums.every((sum, i) => sum === sums[i]);
  }
}

function aligned(at) {
  return (at + 63) & ~63;
}

// ---- size -----------------------------------------------------------------------------------------------------------

/**
 * Brings a picture to height x width by the rule that the network was trained with: the centre of the right aspect ratio,
 * reduced by area or enlarged bilinearly, whole numbers, one rounding. Every product and sum here is a whole number below
 * 2^53, so it is exact, and the bytes are those of every other pixemb program.
 */
export function resize(picture, height, width) {
  const source = rowsOf(picture);
  let rows = source.height;
  let columns = source.width;
  if (columns * height > rows * width) {
    columns = cropped(rows, width, height);
  } else {
    rows = cropped(columns, height, width);
  }
  const top = (source.height - rows) >> 1;
  const left = (source.width - columns) >> 1;
  const down = axis(rows, height);
  const across = axis(columns, width);
  const total = down.total * across.total;
  const stride = width * 3;
  const out = new Uint8Array(height * stride);
  // Rows are asked for in rising order and at most two are asked for twice.
  const held = [-1, -1];
  const scaled = [new Float64Array(stride), new Float64Array(stride)];
  for (let y = 0; y < height; y++) {
    const sums = new Float64Array(stride);
    const { first, weights } = down.taps[y];
    weights.forEach((weight, k) => {
      const row = first + k;
      const slot = row & 1;
      if (held[slot] !== row) {
        scaleRow(source.row(top + row), source.channels, left, across.taps, scaled[slot]);
        held[slot] = row;
      }
      for (let i = 0; i < stride; i++) {
        sums[i] += weight * scaled[slot][i];
      }
    });
    for (let i = 0; i < stride; i++) {
      out[y * stride + i] = Math.floor((2 * sums[i] + total) / (2 * total));
    }
  }
  return out;
}

function cropped(size, numerator, denominator) {
  return Math.max(1, Math.floor((2 * size * numerator + denominator) / (2 * denominator)));
}

/** Whole weights of the source samples of every output; those of one output add up to total. */
function axis(size, outputs) {
  const taps = [];
  const total = size >= outputs ? size : 2 * outputs;
  for (let o = 0; o < outputs; o++) {
    if (size >= outputs) {
      const from = o * size;
      const to = from + size;
      const first = Math.floor(from / outputs);
      const weights = [];
      for (let i = first; i * outputs < to; i++) {
        weights.push(Math.min(to, (i + 1) * outputs) - Math.max(from, i * outputs));
      }
      taps.push({ first, weights });
    } else {
      const at = Math.max(0, Math.min((2 * o + 1) * size - outputs, (size - 1) * total));
      const high = at % total;
      taps.push({ first: (at - high) / total, weights: high === 0 ? [total] : [total - high, high] });
    }
  }
  return { taps, total };
}

function scaleRow(row, channels, left, taps, out) {
  const white = channels === 4;
  for (let o = 0; o < taps.length; o++) {
    const { first, weights } = taps[o];
    let red = 0;
    let green = 0;
    let blue = 0;
    let at = (left + first) * channels;
    for (let k = 0; k < weights.length; k++, at += channels) {
      const weight = weights[k];
      const alpha = white ? row[at + 3] : 255;
      if (alpha === 255) {
        red += weight * row[at];
        green += weight * row[at + 1];
        blue += weight * row[at + 2];
      } else {
        red += weight * overWhite(row[at], alpha);
        green += weight * overWhite(row[at + 1], alpha);
        blue += weight * overWhite(row[at + 2], alpha);
      }
    }
    out[3 * o] = red;
    out[3 * o + 1] = green;
    out[3 * o + 2] = blue;
  }
}

function overWhite(value, alpha) {
  return Math.floor((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

function rowsOf(picture) {
  if (typeof picture.row === "function") {
    return picture;
  }
  const { width, height, data } = picture;
  const channels = data.length / (width * height);
  if (channels !== 3 && channels !== 4) {
    throw new RangeError(`want 3 or 4 bytes a pixel of ${width} x ${height} pixels, got ${data.length} bytes`);
  }
  return {
    width,
    height,
    channels,
    row: (y) => data.subarray(y * width * channels, (y + 1) * width * channels),
  };
}

// ---- decoding, in browsers --------------------------------------------------------------------------------------------

const STRIP = 64; // rows: pictures of any size are read through a canvas of this height

/**
 * A picture that the browser decodes: a file or other Blob, an image, a video's frame, a canvas. As stored: turned as EXIF says,
 * without colour management, on white.
 */
export async function openPicture(source) {
  let drawn = source;
  if (source instanceof Blob) {
    drawn = await createImageBitmap(source, {
      imageOrientation: "from-image",
      premultiplyAlpha: "none",
      colorSpaceConversion: "none",
    });
  }
  const width = drawn.videoWidth ?? drawn.naturalWidth ?? drawn.width;
  const height = drawn.videoHeight ?? drawn.naturalHeight ?? drawn.height;
  if (!(width > 0 && height > 0)) {
    throw new RangeError("the picture has no pixels yet");
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.min(STRIP, height);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  let first = -1;
  let strip;
  return {
    width,
    height,
    channels: 4,
    /** What a canvas or an <img> can show. */
    drawn,
    row(y) {
      const wanted = y - (y % STRIP);
      if (wanted !== first) {
        context.fillStyle = "#fff";
        context.fillRect(0, 0, width, canvas.height);
        context.drawImage(drawn, 0, -wanted);
        strip = context.getImageData(0, 0, width, canvas.height).data;
        first = wanted;
      }
      return strip.subarray((y - wanted) * width * 4, (y - wanted + 1) * width * 4);
    },
  };
}
