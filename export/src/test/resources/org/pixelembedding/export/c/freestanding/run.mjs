// Runs the harness as WebAssembly: node run.mjs PROGRAM <pictures >sums
import fs from "node:fs";

const input = fs.readFileSync(0);
let at = 0;
let memory;
const env = {
  read(to, count) {
    const part = input.subarray(at, at + count);
    new Uint8Array(memory.buffer).set(part, to);
    at += part.length;
    return part.length;
  },
  write(from, count) {
    fs.writeSync(1, new Uint8Array(memory.buffer, from, count));
  },
};
const { instance } = await WebAssembly.instantiate(fs.readFileSync(process.argv[2]), { env });
memory = instance.exports.memory;
process.exit(instance.exports.harness_main());
