"use strict";
// openapi.yaml for people: one section an operation.
const element = (tag, text = "") => Object.assign(document.createElement(tag), {textContent: text});

function rows(title, entries) {
  if (!entries.length) return [];
  const table = element("table");
  for (const [key, what] of entries) {
    const row = element("tr");
    const name = element("th", key);
    name.scope = "row";
    row.append(name, element("td", what));
    table.append(row);
  }
  return [element("h3", title), table];
}

fetch("openapi.json").then(response => response.json()).then(api => {
  document.getElementById("title").textContent = api.info.title;
  document.getElementById("about").textContent = api.info.description;
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const section = element("section");
      const heading = element("h2");
      const verb = element("span", method.toUpperCase());
      verb.className = "method";
      heading.append(verb, element("code", path));
      section.append(heading, element("p", operation.summary));
      if (operation.description) section.append(element("p", operation.description));
      const resolve = part => part.$ref ? part.$ref.slice(2).split("/").reduce((at, key) => at[key], api) : part;
      section.append(...rows("Parameters", (operation.parameters || []).map(resolve).map(one => [one.name, one.description])));
      section.append(...rows("Answers", Object.entries(operation.responses).map(([code, one]) => [code, resolve(one).description])));
      document.getElementById("operations").append(section);
    }
  }
});
