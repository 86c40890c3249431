// The API reference: loads the OpenAPI document, then shows the page that the address names.
import { h } from "./dom.js";
import { markCurrent, openDrawer, setUpNavigation } from "./navigation.js";
import { operationPage } from "./operation.js";
import { missingPage, problemPage, schemaPage, startPage } from "./overview.js";
import { setUpSession } from "./session.js";
import { loadSpec } from "./spec.js";

const main = document.getElementById("main");
const url = document.body.dataset.openapi;

function pageOf(api, name) {
  if (!name) return startPage(api, url);
  if (name.startsWith("problem-")) return problemPage(api, name.slice(8));
  if (name.startsWith("schema-")) return schemaPage(api, name.slice(7));
  const operation = api.operations.get(name);
  return operation ? operationPage(api, operation) : missingPage(name);
}

function show(api, { isFirst }) {
  const name = decodeURIComponent(location.hash.slice(1));
  if (name === "main") return;
  main.replaceChildren(...pageOf(api, name).flat(9).filter(Boolean));
  document.title = name ? `${main.querySelector("h1").textContent} · Galleria API` : "API reference · Galleria";
  markCurrent(name);
  openDrawer(false);
  if (isFirst) return;
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

function setUpTheme() {
  const root = document.documentElement;
  root.dataset.theme = localStorage.getItem("galleria.theme") ?? "";
  document.getElementById("theme").addEventListener("click", () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    localStorage.setItem("galleria.theme", root.dataset.theme);
  });
}

setUpTheme();
setUpSession();
try {
  const api = await loadSpec(url);
  setUpNavigation(api);
  show(api, { isFirst: true });
  addEventListener("hashchange", () => show(api, { isFirst: false }));
} catch (error) {
  main.replaceChildren(h("h1", {}, "The reference cannot be shown"), h("p", { class: "error" }, error.message));
}
