"use strict";
// Each event holds the parts of the page that have changed, by the id of their element.
const state = document.getElementById("state");
const events = new EventSource("events");
events.addEventListener("parts", event => {
  for (const [id, html] of Object.entries(JSON.parse(event.data))) {
    const place = document.getElementById(id);
    if (id === "state") place.textContent = html; else place.innerHTML = html;
  }
});
events.addEventListener("error", () => {
  state.textContent = "No connection to pixemb watch; trying again ...";
});
