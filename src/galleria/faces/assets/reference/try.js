// "Try it": a form for the request, its curl line kept in step, and the answer.
import { codeBlock, coloured, h } from "./dom.js";
import { curlOf, fieldName, missing, requestOf } from "./request.js";
import { typeOf, unwrapped } from "./schema.js";
import { freshToken, onSession, openDialog, session } from "./session.js";
import { examplesOf } from "./spec.js";

const SHOWN_CHARS_MAX = 200_000;
const PLACEHOLDERS = { "If-Match": 'the version you read: "3"' };

export function tryPanel(spec, operation) {
  const form = h("form", { class: "try", novalidate: "" }, inputs(spec, operation),
    h("div", { class: "actions" },
      h("button", { type: "submit", class: "primary" }, "Send request"),
      h("button", { type: "button", class: "stop", hidden: true }, "Stop")));
  const answer = h("div", { class: "answer", "aria-live": "polite" });
  const curl = h("span");
  const refresh = () => { curl.textContent = curlOf(current(operation, form), location.origin); };
  form.addEventListener("input", refresh);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(operation, form, answer);
  });
  onSessionWhile(form, refresh);
  refresh();
  const full = () => curlOf(current(operation, form, session()?.token), location.origin);
  return h("section", { class: "panel", "aria-label": "Try it" },
    h("h2", {}, "Try it"), form, h("h3", {}, "As curl"),
    codeBlock(curl, { label: "The request as curl", live: full }), answer);
}

function onSessionWhile(form, refresh) {
  onSession(() => form.isConnected && refresh());
}

// On the page the token is written $TOKEN; what is copied holds the real one.
function current(operation, form, token) {
  return requestOf(operation, new FormData(form), token);
}

function inputs(spec, operation) {
  const rows = operation.parameters.map((parameter) => input(spec, parameter));
  if (operation.body) rows.push(bodyInput(operation.body));
  return rows.length ? rows : [h("p", { class: "quiet" }, "It takes nothing.")];
}

function input(spec, parameter) {
  const shape = unwrapped(spec, parameter.schema);
  const name = fieldName(parameter);
  const isNeeded = parameter.required || parameter.in === "path";
  const options = shape.enum ?? (shape.type === "boolean" ? [true, false] : null);
  const common = { name, "aria-required": isNeeded ? "true" : null };
  const value = parameter.name.toLowerCase() === "idempotency-key" ? newKey() : String(parameter.example ?? "");
  const field = options
    ? h("select", common, h("option", { value: "" }, "—"), options.map((one) => h("option", {}, String(one))))
    : h("input", { ...common, type: "text", autocomplete: "off", spellcheck: "false", value, placeholder: PLACEHOLDERS[parameter.name] ?? typeOf(spec, parameter.schema) });
  return h("label", {}, h("span", {}, h("code", {}, parameter.name), isNeeded ? h("span", { class: "required" }, " required") : null), field);
}

function newKey() {
  // randomUUID is missing where the page came over plain http.
  return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bodyInput(body) {
  if (!body.type.includes("json")) {
    return h("label", {}, h("span", {}, "Body: a file ", h("code", {}, body.type)), h("input", { type: "file", name: "file" }));
  }
  const [first] = examplesOf(body);
  const text = first ? JSON.stringify(first[1], null, 2) : "{}";
  const area = h("textarea", { name: "body", rows: String(Math.min(18, text.split("\n").length + 1)), spellcheck: "false" });
  area.value = text;
  return h("label", {}, h("span", {}, "Body ", h("code", {}, body.type)), area);
}

async function send(operation, form, answer) {
  const token = await freshToken();
  const problem = complaint(operation, new FormData(form), token);
  if (problem) {
    answer.replaceChildren(problem);
    return;
  }
  const request = requestOf(operation, new FormData(form), token);
  const stop = form.querySelector(".stop");
  const stopper = new AbortController();
  stop.hidden = false;
  stop.onclick = () => stopper.abort();
  const started = performance.now();
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.file?.size ? request.file : request.body,
      signal: stopper.signal,
      cache: "no-store",
    });
    await show(response, started, answer);
  } catch (error) {
    const words = error.name === "AbortError" ? "Stopped." : `No answer: ${error.message}`;
    answer.append(h("p", { class: "error" }, words));
  } finally {
    stop.hidden = true;
  }
}

function complaint(operation, values, token) {
  const [first] = missing(operation, values);
  if (first) return h("p", { class: "error" }, `${first.name} is required.`);
  if (operation.needsToken && !token) {
    return h("p", { class: "error" }, "This needs a token. ", h("button", { type: "button", onclick: openDialog }, "Sign in"));
  }
  if (values.get("body")) {
    try {
      JSON.parse(values.get("body"));
    } catch (error) {
      return h("p", { class: "error" }, `The body is no JSON: ${error.message}`);
    }
  }
  return null;
}

async function show(response, started, answer) {
  const shown = h("span");
  const took = Math.round(performance.now() - started);
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  answer.replaceChildren(
    h("h3", {}, "Answer"),
    h("p", { class: `status ${response.ok ? "good" : "bad"}` }, `${response.status} ${response.statusText} · ${took} ms`),
    h("details", {}, h("summary", {}, "Headers"), codeBlock(headers, { label: "Response headers" })),
    codeBlock(shown, { label: "Response body" }));
  await pour(response, shown);
}

// Streams are shown as they come; a long answer is cut where a page would stop being usable.
async function pour(response, shown) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader?.read(); part && !part.done; part = await reader.read()) {
    text += part.value;
    shown.textContent = text;
    if (text.length > SHOWN_CHARS_MAX) {
      await reader.cancel();
      text = `${text.slice(0, SHOWN_CHARS_MAX)}\n… and more.`;
      break;
    }
  }
  if (!response.headers.get("content-type")?.includes("json")) shown.textContent = text || "(empty)";
  else shown.replaceChildren(...coloured(pretty(text)));
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
