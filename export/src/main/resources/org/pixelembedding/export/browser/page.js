
// ---- the page ---------------------------------------------------------------------------------------------------------

const SHOWN = 5; // classes with bars
const KNOWN = 40; // classes named before there is a picture
const MEASURED_MILLIS = 20; // the clock of browsers is coarse: a picture is classified again and again for this long
const MEASUREMENTS = 5; // of which the middle one counts; the first are those of code that is not optimized yet
const CAMERA_MILLIS = 120; // between pictures of the camera
const STAGE_PIXELS = 1024; // longer side of the picture on the page

const element = (id) => document.getElementById(id);
const text = (id, value) => {
  element(id).textContent = value;
};
const show = (id, visible = true) => {
  element(id).hidden = !visible;
};
const embedded = (id) => Uint8Array.from(atob(element(id).textContent), (c) => c.charCodeAt(0));
const percents = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percent = (share) => (share < 0.001 ? "< 0.1%" : percents.format(share));
/** Writes a label so that a long one is broken between its words, not within. */
const label = (into, name) => {
  const words = name.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=[_/-])/u);
  into.replaceChildren(...words.flatMap((word, i) => (i === 0 ? [word] : [document.createElement("wbr"), word])));
  return into;
};
const millis = (time) => `${time < 10 ? time.toFixed(2) : time.toFixed(0)} ms`;

let classifier;
let camera; // the stream, while it runs
let current; // what the answer on the page was given to

function problem(message) {
  text("problem", message);
  show("problem", message !== "");
}

async function start() {
  try {
    const kernels = new URLSearchParams(location.search).get("kernels") ?? "auto";
    const files = { model: embedded("model"), simd: embedded("simd"), plain: embedded("plain") };
    classifier = await load({ kernels, files });
  } catch (error) {
    text("waiting", "The model could not be loaded.");
    problem(error.message);
    return;
  }
  text("size", `${new Intl.NumberFormat("en").format(Math.round(classifier.modelBytes / 1000))} kB`);
  text("kernels", classifier.kernels === "simd" ? "WebAssembly with SIMD" : "WebAssembly without SIMD");
  showKnown();
  await selfTest();
  for (const id of ["choose", "camera", "sample"]) {
    element(id).disabled = false;
  }
  document.documentElement.dataset.ready = "true";
}

/** What the model can tell, while there is nothing else to show. */
function showKnown() {
  const { labels } = classifier;
  const named = labels.slice(0, KNOWN);
  if (labels.length > KNOWN) {
    named.push(`and ${labels.length - KNOWN} more`);
  }
  text("waiting", "Waiting for a picture. The answer will be one of these:");
  element("known").replaceChildren(...named.map((name) => label(document.createElement("li"), name)));
  show("known");
}

/** The sums of the test picture, and whether this browser decodes its file to the same pixels. */
async function selfTest() {
  const passed = classifier.selfTest();
  const line = element("self-test");
  line.className = passed ? "good" : "bad";
  line.textContent = passed
    ? `Self-test passed: all ${classifier.labels.length} class sums are exact`
    : "Self-test failed: this browser does not give the model's class sums";
  const wanted = classifier.selfTestPicture().data;
  let decoded = new Uint8Array();
  try {
    const opened = await openPicture(new Blob([embedded("picture")], { type: "image/png" }));
    decoded = resize(opened, classifier.height, classifier.width);
  } catch {
    // Told below, like wrong pixels.
  }
  const exact = wanted.every((value, i) => value === decoded[i]);
  element("decoding").className = exact ? "good" : "bad";
  text("decoding", exact ? "Pictures are decoded exactly" : "This browser changes the pixels of pictures; answers may differ");
  show("decoding");
}

/** Classifies what is open and shows it. The time is measured when the answer is there already. */
function classify(opened, { repeat = true } = {}) {
  const began = performance.now();
  const rgb = resize(opened, classifier.height, classifier.width);
  const resized = performance.now();
  const sums = classifier.sums(rgb);
  const done = performance.now();
  showAnswer(classifier.predictions(sums));
  showSeen(rgb);
  text("resize-time", millis(resized - began));
  text("time", millis(done - resized));
  current = rgb;
  if (repeat) {
    measure(rgb, []);
  }
}

/** Measures once more, unless another picture has come, and lets the page live in between. */
function measure(rgb, times) {
  setTimeout(() => {
    if (current !== rgb) {
      return;
    }
    const began = performance.now();
    let runs = 0;
    do {
      classifier.sums(rgb);
      runs++;
    } while (performance.now() - began < MEASURED_MILLIS);
    times.push((performance.now() - began) / runs);
    text("time", millis([...times].sort((a, b) => a - b)[times.length >> 1]));
    if (times.length < MEASUREMENTS) {
      measure(rgb, times);
    }
  });
}

function showAnswer(predictions) {
  show("waiting", false);
  show("known", false);
  label(element("best-label"), predictions[0].label);
  text("best-share", percent(predictions[0].probability));
  const list = element("classes");
  const top = predictions.slice(0, SHOWN);
  while (list.children.length < top.length) {
    const item = document.createElement("li");
    for (const part of ["bar", "label", "percent"]) {
      item.append(Object.assign(document.createElement("span"), { className: part }));
    }
    list.append(item);
  }
  top.forEach((prediction, i) => {
    const [bar, name, share] = list.children[i].children;
    bar.style.width = `${100 * prediction.probability}%`;
    label(name, prediction.label);
    share.textContent = percent(prediction.probability);
  });
  element("table").replaceChildren(
    ...predictions.map((prediction) => {
      const row = document.createElement("tr");
      row.append(label(document.createElement("td"), prediction.label));
      for (const number of [percent(prediction.probability), prediction.sum]) {
        row.append(Object.assign(document.createElement("td"), { textContent: String(number) }));
      }
      return row;
    }),
  );
  for (const id of ["best", "classes", "details"]) {
    show(id);
  }
}

function showSeen(rgb) {
  const image = new ImageData(classifier.width, classifier.height);
  for (let i = 0; i < classifier.width * classifier.height; i++) {
    image.data.set([rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2], 255], 4 * i);
  }
  element("seen").getContext("2d").putImageData(image, 0, 0);
}

/** Draws what is open, at most STAGE_PIXELS long. */
function showOnStage(opened) {
  const scale = Math.min(1, STAGE_PIXELS / Math.max(opened.width, opened.height));
  const canvas = element("shown");
  canvas.width = Math.max(1, Math.round(opened.width * scale));
  canvas.height = Math.max(1, Math.round(opened.height * scale));
  canvas.getContext("2d").drawImage(opened.drawn, 0, 0, canvas.width, canvas.height);
  show("shown");
  show("invitation", false);
  element("stage").classList.add("full");
}

async function classifyFile(file) {
  if (!classifier) {
    return; // still loading
  }
  problem("");
  try {
    const opened = await openPicture(file);
    stopCamera(); // not before: what cannot be read leaves the page as it was
    showOnStage(opened);
    classify(opened);
    element("shown").setAttribute("aria-label", file.name ? `The picture ${file.name}` : "The picture");
  } catch (error) {
    problem(`${file.name || "This"} could not be read as a picture: ${error.message}`);
  }
}

function pictureIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/"));
}

async function startCamera() {
  problem("");
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 640 } } });
  } catch (error) {
    problem(
      navigator.mediaDevices
        ? `The camera cannot be used: ${error.message}`
        : "The camera cannot be used: browsers allow it to pages from this device or over https only",
    );
    return;
  }
  const video = element("camera-view");
  video.srcObject = camera;
  await video.play();
  show("camera-view");
  show("shown", false);
  show("invitation", false);
  element("stage").classList.add("full");
  element("camera").setAttribute("aria-pressed", "true");
  text("camera", "Stop");
  // Several answers a second are for the eye only.
  element("answer").setAttribute("aria-live", "off");
  const stream = camera;
  const next = async () => {
    if (camera !== stream) {
      return;
    }
    if (video.videoWidth > 0) {
      const opened = await openPicture(video);
      if (camera === stream) {
        classify(opened, { repeat: false });
      }
    }
    setTimeout(() => requestAnimationFrame(next), CAMERA_MILLIS);
  };
  next();
}

function stopCamera() {
  if (!camera) {
    return;
  }
  camera.getTracks().forEach((track) => track.stop());
  camera = undefined;
  show("camera-view", false);
  element("camera-view").srcObject = null;
  element("camera").setAttribute("aria-pressed", "false");
  text("camera", "Camera");
  element("answer").setAttribute("aria-live", "polite");
}

element("choose").addEventListener("click", () => element("file").click());
element("file").addEventListener("change", (event) => {
  const [file] = event.target.files;
  if (file) {
    classifyFile(file);
  }
  event.target.value = ""; // the same file may be chosen again
});
element("camera").addEventListener("click", () => {
  if (!camera) {
    startCamera();
    return;
  }
  const video = element("camera-view");
  const last = document.createElement("canvas");
  last.width = video.videoWidth;
  last.height = video.videoHeight;
  last.getContext("2d").drawImage(video, 0, 0);
  stopCamera();
  openPicture(last).then((opened) => {
    // What was last seen stays, with its answer.
    showOnStage(opened);
    classify(opened);
  }, (error) => problem(error.message));
});
element("sample").addEventListener("click", () =>
  classifyFile(new File([embedded("picture")], "selftest.png", { type: "image/png" })),
);
document.addEventListener("paste", (event) => {
  const file = pictureIn(event.clipboardData);
  if (file) {
    classifyFile(file);
  } else {
    problem("What was pasted is not a picture.");
  }
});
for (const type of ["dragenter", "dragover"]) {
  document.addEventListener(type, (event) => {
    event.preventDefault(); // else the browser would open the file instead of this page
    element("stage").classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) {
    element("stage").classList.remove("over");
  }
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  element("stage").classList.remove("over");
  const file = pictureIn(event.dataTransfer);
  if (file) {
    classifyFile(file);
  } else {
    problem("What was dropped is not a picture file.");
  }
});
start();
