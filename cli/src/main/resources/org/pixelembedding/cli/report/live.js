"use strict";
// Each event holds the parts of the page that have changed, by the id of their element.
const state = document.getElementById("state");
const name = document.title;
const kinds = {Training: "training", Finished: "finished"};
function say(words) {
  state.textContent = words;
  state.dataset.kind = kinds[words.split(":")[0]] || "problem";
  // A training is watched in a tab behind others.
  document.title = words.split(".")[0] + " - " + name;
}
let last = "";
const events = new EventSource("events");
events.addEventListener("parts", event => {
  for (const [id, html] of Object.entries(JSON.parse(event.data))) {
    if (id === "state") last = html; else document.getElementById(id).innerHTML = html;
  }
  say(last);
  document.documentElement.dataset.ready = "true";
});
events.addEventListener("error", () => say("No connection to pixemb watch; trying again ..."));
