// The list of operations: its filter, its keys, and where we are in it.
import { badge, h, inline } from "./dom.js";

export function setUpNavigation({ tags, operations }) {
  const list = document.getElementById("list");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  list.replaceChildren(...tags.filter((tag) => tag.operations.length).map(tagList));
  search.addEventListener("input", () => {
    const shown = filter(list, search.value);
    found.textContent = search.value.trim() ? `${shown} of ${operations.size}` : "";
  });
  document.addEventListener("keydown", (event) => keys(event, list, search));
  setUpDrawer();
}

function tagList(tag) {
  return h("section", {}, h("h2", {}, tag.name), h("ul", {}, tag.operations.map((operation) =>
    h("li", { "data-words": words(operation) },
      h("a", { href: `#${operation.id}` }, h("span", {}, inline(operation.summary || operation.id)), badge(operation.method))))));
}

function words(operation) {
  return `${operation.id} ${operation.summary} ${operation.method} ${operation.path} ${operation.tag} ${operation.permission ?? ""}`.toLowerCase();
}

function filter(list, text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const section of list.children) {
    let here = 0;
    for (const item of section.querySelectorAll("li")) {
      item.hidden = !wanted.every((word) => item.dataset.words.includes(word));
      here += item.hidden ? 0 : 1;
    }
    section.hidden = here === 0;
    shown += here;
  }
  return shown;
}

function keys(event, list, search) {
  const isTyping = event.target.closest?.("input, textarea, select, dialog");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    openDrawer(true);
    search.focus();
  } else if (event.key === "Escape" && event.target === search) {
    search.value = "";
    search.dispatchEvent(new Event("input"));
  } else if (event.target === search && (event.key === "ArrowDown" || event.key === "Enter")) {
    event.preventDefault();
    const [first] = visible(list);
    if (event.key === "Enter") first?.click();
    else first?.focus();
  } else if (list.contains(event.target) && event.key.startsWith("Arrow")) {
    step(event, list, search);
  }
}

function step(event, list, search) {
  const links = visible(list);
  const at = links.indexOf(event.target);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  (next < 0 ? search : links[next])?.focus();
}

function visible(list) {
  return [...list.querySelectorAll("section:not([hidden]) li:not([hidden]) a")];
}

export function markCurrent(id) {
  for (const link of document.querySelectorAll("#list a")) {
    const isCurrent = link.getAttribute("href") === `#${id}`;
    if (isCurrent) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest" });
    } else link.removeAttribute("aria-current");
  }
}

function setUpDrawer() {
  const menu = document.getElementById("menu");
  menu.addEventListener("click", () => openDrawer(menu.getAttribute("aria-expanded") !== "true"));
}

export function openDrawer(isOpen) {
  document.getElementById("menu").setAttribute("aria-expanded", String(isOpen));
  document.body.classList.toggle("drawer", isOpen);
}
