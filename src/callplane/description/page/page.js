// Shows the descriptions that lie beside this page. Builds elements only: no text of a description is ever taken as markup.
"use strict";

const METHODS = ["get", "post"];
const loaded = new Map();
const state = { part: "http" };
const byId = (id) => document.getElementById(id);

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

async function load(address, json = true) {
  if (!loaded.has(address)) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    loaded.set(address, json ? await answer.json() : await answer.text());
  }
  return loaded.get(address);
}

// --- schemas in words

const nameOf = (reference) => reference.split("/").pop();

function kind(schema) {
  if (!schema) return "";
  if (schema.$ref) return typeLink(nameOf(schema.$ref));
  if (schema.anyOf) return join(schema.anyOf.map(kind), " or ");
  if (schema.type === "array") return join(["list of ", kind(schema.items)], "");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(", ");
  return [schema.type ?? "anything"].flat().join(" or ") + (schema.contentEncoding ? ` (${schema.contentEncoding})` : "");
}

function typeLink(name) {
  if (!/^(Asn|ROSE|EAsn|SEQ|UTF8)/.test(name)) return make("code", { textContent: name });
  const link = make("a", { href: `#types/${name}` });
  link.append(make("code", { textContent: name }));
  return link;
}

function join(parts, between) {
  const span = make("span", {});
  parts.forEach((part, index) => span.append(...(index && between ? [between, part] : [part])));
  return span;
}

function table(rows) {
  const cells = (row) => row.map((cell) => make("td", {}, cell ?? ""));
  return make("table", {}, ...rows.map((row) => make("tr", {}, ...cells(row))));
}

function members(schema) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).filter(([name]) => name !== "_type");
  return table(rows.map(([name, of]) => [
    make("code", { textContent: name }), kind(of), [required.has(name) ? "" : "optional", of.description].filter(Boolean).join("; "),
  ]));
}

function section(title, content) {
  return content ? [make("h3", { textContent: title }), content] : [];
}

// An entry is filled when it is opened first.
function entry(badge, name, text, id, fill) {
  const body = make("div", {});
  const head = make("summary", {},
    make("span", { className: `badge ${badge.toLowerCase()}`, textContent: badge }),
    make("code", { textContent: name }), make("span", { textContent: text ?? "" }));
  const element = make("details", { id }, head, body);
  element.dataset.search = `${name} ${text ?? ""}`.toLowerCase();
  element.addEventListener("toggle", async () => {
    if (element.open && !body.hasChildNodes()) body.append(...(await fill()));
  });
  return element;
}

// --- the four parts

function bodyOf(content) {
  const found = Object.values(content ?? {})[0]?.schema;
  return found && (found.properties ? members(found) : kind(found));
}

function httpEntry(path, method, operation) {
  return entry(method.toUpperCase(), path, operation.summary, operation.operationId, async () => [
    make("p", { textContent: operation.description ?? "" }),
    ...section("Credentials", operation.security?.length ? operation.security.flatMap(Object.keys).join(", ") : "none"),
    ...section("Parameters", operation.parameters && table(operation.parameters.map((parameter) => [
      make("code", { textContent: parameter.name }), parameter.in, kind(parameter.schema ?? parameter.content["application/json"].schema),
      [parameter.required ? "" : "optional", parameter.description].filter(Boolean).join("; "),
    ]))),
    ...section("Body", bodyOf(operation.requestBody?.content)),
    ...section("Answers", table(Object.entries(operation.responses).map(([status, answer]) => [
      make("code", { textContent: status }), answer.description, bodyOf(answer.content),
    ]))),
  ]);
}

function grouped(pairs) {
  const groups = new Map();
  for (const [group, element] of pairs) groups.set(group, [...(groups.get(group) ?? []), element]);
  return [...groups].map(([group, elements]) => make("section", {}, make("h2", { textContent: group }), ...elements));
}

const PARTS = {
  async http() {
    const description = await load("openapi.json");
    byId("version").textContent = description.info.version;
    const pairs = Object.entries(description.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method])
      .map((method) => [item[method].tags[0], httpEntry(path, method, item[method])]));
    return [description.info.description, grouped(pairs)];
  },

  async websocket() {
    const description = await load("asyncapi.json");
    const messages = description.channels.websocket.messages;
    const show = (link) => make("pre", { textContent: JSON.stringify(messages[nameOf(link.$ref)].payload, null, 1) });
    const pairs = Object.entries(description.operations).map(([name, operation]) => {
      const group = operation.action === "send" ? "Events of the server" : operation.reply ? "Requests" : "Events of the client";
      return [group, entry(operation.action.toUpperCase(), name, operation.summary, `ws-${name}`, async () => [
        make("p", { textContent: operation.description ?? "" }),
        ...operation.messages.flatMap((link) => section(nameOf(link.$ref), show(link))),
        ...(operation.reply?.messages ?? []).flatMap((link) => section(nameOf(link.$ref), show(link))),
      ])];
    });
    return [description.info.description, grouped(pairs)];
  },

  async types() {
    const index = await load("schemas/");
    return ["Every type as JSON Schema (2020-12); each document stands alone.", Object.entries(index).sort().map(([name, address]) =>
      entry("TYPE", name, "", name, async () => {
        const schema = await load(address);
        return [
          make("p", { textContent: schema.description ?? "" }),
          schema.properties ? members(schema) : make("p", {}, kind(schema)),
          make("p", {}, make("a", { href: address, textContent: "JSON Schema" })),
        ];
      }))];
  },

  async modules() {
    const index = await load("asn1/");
    return ["The ASN.1 modules from which all else is made.", Object.entries(index).map(([name, address]) =>
      entry("ASN.1", name, "", name, async () => [make("pre", { textContent: await load(address, false) })]))];
  },
};

function filter() {
  const words = byId("filter").value.toLowerCase().split(/\s+/);
  for (const element of byId("list").querySelectorAll("details")) {
    element.hidden = !words.every((word) => element.dataset.search.includes(word));
  }
  for (const group of byId("list").querySelectorAll("section")) {
    group.hidden = !group.querySelector("details:not([hidden])");
  }
}

async function show() {
  const [part, target] = decodeURIComponent(location.hash.slice(1)).split("/");
  state.part = Object.hasOwn(PARTS, part) ? part : "http";
  for (const tab of byId("tabs").children) tab.setAttribute("aria-pressed", String(tab.dataset.part === state.part));
  const wanted = state.part;
  try {
    const [about, elements] = await PARTS[wanted]();
    if (state.part !== wanted) return;
    byId("about").textContent = about;
    byId("list").replaceChildren(...elements);
    filter();
    const found = target && byId(target);
    if (found) {
      found.open = true;
      found.scrollIntoView({ block: "center" });
    }
  } catch (error) {
    byId("list").textContent = `The descriptions could not be loaded: ${error.message}`;
  }
}

byId("tabs").addEventListener("click", (event) => {
  if (event.target.dataset.part) location.hash = event.target.dataset.part;
});
byId("filter").addEventListener("input", filter);
addEventListener("hashchange", show);
show();
