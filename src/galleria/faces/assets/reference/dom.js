// Building the page out of elements: text is always text, never markup.
import { confirmCopied, copyText } from "../copy.js";

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined));
  return element;
}

export function code(text) {
  return h("code", {}, text);
}

export function badge(method) {
  return h("span", { class: `method ${method}` }, method.toUpperCase());
}

// A block of code with its copy button; `live()` gives what to copy when it may change.
export function codeBlock(content, { label, live } = {}) {
  const inner = h("code", {}, content);
  const button = h("button", { type: "button", class: "copy", "aria-label": `Copy: ${label}` }, "Copy");
  button.addEventListener("click", async () => {
    await copyText(live ? live() : inner.textContent);
    confirmCopied(button);
  });
  const pre = h("pre", { tabindex: "0", role: "group", "aria-label": label }, inner);
  return h("div", { class: "code" }, pre, button);
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

// JSON in colours. The text is what it was; only spans are put around its parts.
export function coloured(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(from, match.index));
    const kind = match[2] ? "j-key" : match[1] ? "j-string" : match[3] ? "j-word" : "j-number";
    const piece = match[1] ?? match[0];
    parts.push(h("span", { class: kind }, piece), match[2] ?? "");
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

export function json(value) {
  return coloured(JSON.stringify(value, null, 2));
}

// The little Markdown that docstrings use: paragraphs, "- " lists, `code`.
export function prose(text) {
  return (text ?? "").split(/\n\s*\n/).filter((block) => block.trim()).map((block) => {
    const lines = block.split("\n");
    if (lines.every((line) => /^\s*[-*] |^\s{2,}/.test(line))) {
      const items = block.split(/\n?\s*[-*] /).filter((item) => item.trim());
      return h("ul", {}, items.map((item) => h("li", {}, inline(item))));
    }
    return h("p", {}, inline(block));
  });
}

export function inline(text) {
  return text.split(/(`[^`]+`)/).map((part) =>
    part.length > 2 && part.startsWith("`") ? code(part.slice(1, -1)) : part.replace(/\s+/g, " "),
  );
}
