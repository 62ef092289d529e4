// Times exports to the browser and onnxruntime-web on the same shapes, in turns, in one process, one thread each. Wants a directory
// that WebFiles wrote; README.md has the commands. Checks every answer before it is timed.
import { readFileSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as ort from "onnxruntime-web";

const SECONDS = 1.5; // a turn
const TURNS = 5;

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

const directory = resolve(process.argv[2] ?? "");
console.log(`${cpus()[0].model}, Node ${process.version}, onnxruntime-web ${ort.env.versions.web}, medians of ${TURNS} turns`);
console.log("| network | pixemb wasm SIMD | plain | onnxruntime-web int8 | int8 / SIMD |\n|---|---|---|---|---|");
for (const network of readdirSync(directory)) {
  const runs = { ...(await exported(`${directory}/${network}`)), ...(await int8(`${directory}/${network}`)) };
  const times = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, run] of Object.entries(runs)) {
      times[name].push(await timed(run));
    }
  }
  const [simd, plain, other] = ["simd", "plain", "int8"].map((name) => median(times[name]));
  console.log(`| ${network} | ${ms(simd)} | ${ms(plain)} | ${ms(other)} | ${(other / simd).toFixed(2)}x |`);
}

/** Both runtimes of an export, each seen to give the model's sums. */
async function exported(folder) {
  const { load } = await import(pathToFileURL(`${folder}/classifier.js`));
  const runs = {};
  for (const kernels of ["simd", "plain"]) {
    const classifier = await load({ kernels });
    if (!classifier.selfTest()) {
      throw new Error(`${folder}: the ${kernels} runtime gives wrong sums`);
    }
    const picture = classifier.selfTestPicture().data;
    runs[kernels] = () => classifier.sums(picture);
  }
  return runs;
}

/** onnxruntime-web, seen to give exactly the scores of plain loops. */
async function int8(folder) {
  const { height, width } = JSON.parse(readFileSync(`${folder}/int8.json`, "utf8"));
  const session = await ort.InferenceSession.create(readFileSync(`${folder}/int8.onnx`), {
    executionProviders: ["wasm"],
    graphOptimizationLevel: "all",
  });
  const input = new ort.Tensor("uint8", new Uint8Array(readFileSync(`${folder}/int8.input`)), [1, 3, height, width]);
  const { scores } = await session.run({ input });
  const bytes = readFileSync(`${folder}/int8.scores`);
  scores.data.forEach((score, i) => {
    if (score !== bytes.readFloatLE(4 * i)) {
      throw new Error(`${folder}: onnxruntime-web gives ${score} for class ${i}, plain loops ${bytes.readFloatLE(4 * i)}`);
    }
  });
  return { int8: () => session.run({ input }) };
}

/** Milliseconds of one run: the median over SECONDS. */
async function timed(run) {
  const times = [];
  const end = performance.now() + 1000 * SECONDS;
  do {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  } while (performance.now() < end);
  return median(times);
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

function ms(time) {
  return `${time.toFixed(time < 10 ? 2 : 1)} ms`;
}
