// Runs an exported model in Node: harness.mjs sums|trace simd|plain PICTURES OUT. Pictures are raw, one after another; out come
// their class sums, or layer, place and value of every number that is kept, 32 bits each, little endian.
import { readFileSync, writeFileSync } from "node:fs";
import { load } from "./classifier.js";

const [task, kernels, pictures, out] = process.argv.slice(2);
const numbers = [];
const files = task === "trace" ? { model: new Uint8Array(readFileSync("tracing.bin")) } : {};
const trace = (layer, at, value) => numbers.push(layer, at, value);
const classifier = await load({ kernels, files, trace });
const bytes = readFileSync(pictures);
const size = classifier.height * classifier.width * 3;
for (let at = 0; at < bytes.length; at += size) {
  const sums = classifier.sums(bytes.subarray(at, at + size));
  if (task === "sums") {
    numbers.push(...sums);
  }
}
const view = new DataView(new ArrayBuffer(numbers.length * 4));
numbers.forEach((number, i) => view.setInt32(4 * i, number, true));
writeFileSync(out, view);
