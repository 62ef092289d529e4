"use strict";
// The page of a model server: what it shows comes from /v1 of the same server.
const $ = id => document.getElementById(id);
let models = [];
let running = 0;

function headers() {
  const token = sessionStorage.getItem("token");
  return token ? {Authorization: `Bearer ${token}`} : {};
}

async function ask(address, options = {}) {
  const response = await fetch(address, {...options, headers: {...headers(), ...options.headers}});
  if (response.status === 401) $("token-form").hidden = false;
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Error(answer.message || (answer.error && answer.error.message) || answer.error || `the server answered ${response.status}`);
  }
  return response;
}

function say(words, bad = false) {
  $("status").textContent = words;
  $("status").classList.toggle("bad", bad);
}

const chosen = () => models.find(model => model.name === $("model").value);

async function start() {
  try {
    models = (await (await ask("v1/models")).json()).models;
    $("token-form").hidden = true;
    $("model").replaceChildren(...models.map(model => new Option(model.name, model.name)));
    $("model-choice").hidden = models.length < 2;
    say("");
    await showModel();
  } catch (e) {
    say(e.message, true);
  }
  performance.mark("ready");
  document.documentElement.dataset.ready = "true";
}

async function showModel() {
  const model = chosen();
  $("about").textContent = `${model.name}: ${model.network}, ${model.inputHeight}x${model.inputWidth}, ${model.labels.length} classes, `
    + `${model.fileBytes.toLocaleString("en")} bytes, ${model.fullyQuantized ? "no float between pixel and class" : "float ends"}`;
  $("answer").hidden = true;
  $("examples").hidden = model.examples === 0;
  $("thumbnails").replaceChildren();
  if (model.examples > 0) {
    const {examples} = await (await ask(`v1/models/${model.name}/examples`)).json();
    for (const example of examples) {
      const blob = await (await ask(example.url.slice(1))).blob();
      const button = document.createElement("button");
      const image = document.createElement("img");
      image.src = URL.createObjectURL(blob);
      image.alt = `example: ${example.name}`;
      button.type = "button";
      button.append(image);
      button.addEventListener("click", () => classify(blob));
      $("thumbnails").append(button);
    }
  }
}

async function classify(blob) {
  const mine = ++running;
  say("Looking ...");
  try {
    const response = await ask(`v1/models/${chosen().name}/explain`, {
      method: "POST", body: blob, headers: {"Content-Type": "application/octet-stream"},
    });
    const answer = await response.json();
    if (mine !== running) return;
    show(answer, blob);
    say("");
    $("classes-heading").focus({preventScroll: true});
    $("answer").scrollIntoView({block: "nearest"});
  } catch (e) {
    if (mine === running) say(e.message, true);
  }
}

const png = base64 => `data:image/png;base64,${base64}`;
const element = (tag, text = "") => Object.assign(document.createElement(tag), {textContent: text});

function show(answer, blob) {
  URL.revokeObjectURL($("shown").src);
  $("shown").src = URL.createObjectURL(blob);
  $("classes").replaceChildren(...answer.results[0].classes.map(one => {
    const line = element("div");
    line.className = "line";
    const share = `${(one.probability * 100).toFixed(1)} %`;
    line.append(element("span", one.label), element("span", share));
    const meter = Object.assign(document.createElement("meter"), {min: 0, max: 1, value: one.probability});
    meter.setAttribute("aria-label", `${one.label}: ${share}`);
    const item = element("li");
    item.title = `class sum ${one.sum}`;
    item.append(line, meter);
    return item;
  }));
  $("input").src = png(answer.input);
  $("seen-figure").hidden = $("lost-figure").hidden = !answer.seen;
  if (answer.seen) {
    $("seen").src = png(answer.seen);
    $("lost").src = png(answer.lost);
    $("levels").textContent = `from its codes: ${answer.levels.join(", ")} of 256 values of red, green, blue are told apart`;
  }
  $("layers").replaceChildren(...answer.layers.map(layer => {
    const figure = element("figure");
    const image = element("img");
    image.src = png(layer.sheet);
    const what = layer.classSums ? "class sums at each place" : `${layer.bits}-bit codes`;
    image.alt = `${layer.name}: ${what}`;
    const shown = layer.shown < layer.channels ? `first ${layer.shown} of ${layer.channels}` : `${layer.channels}`;
    figure.append(image, element("figcaption", `${layer.name}: ${layer.height}x${layer.width}, ${shown} channels, ${what}`));
    return figure;
  }));
  const total = answer.times.reduce((sum, time) => sum + time.micros, 0);
  $("total").textContent = `${(total / 1000).toFixed(2)} ms on one thread (${answer.kernel}); each step's is the median of up to seven runs.`;
  $("times").replaceChildren(...answer.times.map(time => {
    const row = element("tr");
    const number = element("td", time.micros.toFixed(1));
    number.className = "number";
    const share = element("td");
    const meter = Object.assign(document.createElement("meter"), {min: 0, max: total, value: time.micros});
    meter.setAttribute("aria-label", `${time.step}: ${(time.micros / total * 100).toFixed(0)} % of the time`);
    share.append(meter);
    row.append(element("td", time.step), element("td", time.how), number, share);
    return row;
  }));
  $("answer").hidden = false;
}

const firstImage = list => [...(list || [])].find(file => file.type.startsWith("image/"));

function take(file) {
  if (file) classify(file); else say("That is no picture.", true);
}

$("model").addEventListener("change", () => showModel().catch(e => say(e.message, true)));
$("choose").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", () => { if ($("file").files.length) take($("file").files[0]); $("file").value = ""; });
$("token-entry").addEventListener("submit", event => {
  event.preventDefault();
  sessionStorage.setItem("token", $("token").value);
  start();
});
addEventListener("paste", event => {
  const file = firstImage(event.clipboardData && event.clipboardData.files);
  if (file) { event.preventDefault(); classify(file); }
});
for (const name of ["dragenter", "dragover"]) {
  addEventListener(name, event => { event.preventDefault(); $("drop").classList.add("over"); });
}
addEventListener("dragleave", event => { if (!event.relatedTarget) $("drop").classList.remove("over"); });
addEventListener("drop", event => {
  event.preventDefault();
  $("drop").classList.remove("over");
  take(firstImage(event.dataTransfer.files));
});

let stream = null;
function closeCamera() {
  if (stream) stream.getTracks().forEach(track => track.stop());
  stream = null;
  $("live").hidden = true;
}
$("camera").addEventListener("click", async () => {
  try {
    stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: "environment"}});
    $("video").srcObject = stream;
    $("live").hidden = false;
    await $("video").play();
    $("shoot").focus();
  } catch (e) {
    closeCamera();
    say(`The camera cannot be used (${e.message}).`, true);
  }
});
$("stop").addEventListener("click", closeCamera);
$("shoot").addEventListener("click", () => {
  const canvas = Object.assign(document.createElement("canvas"), {width: $("video").videoWidth, height: $("video").videoHeight});
  canvas.getContext("2d").drawImage($("video"), 0, 0);
  closeCamera();
  canvas.toBlob(classify, "image/png");
});
start();
