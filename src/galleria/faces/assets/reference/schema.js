// Showing a schema: one row a field, with nested objects folded until asked for.
import { code, h, inline, prose } from "./dom.js";
import { referenceName, resolved } from "./spec.js";

const DEPTH_OPEN = 1;

export function schemaView(spec, schema, { depth = 0 } = {}) {
  const shape = unwrapped(spec, schema);
  const choices = choicesOf(shape);
  if (choices.length > 1) {
    return h("div", { class: "choices" },
      h("p", { class: "quiet" }, "One of"),
      choices.map((choice) => nested(spec, choice, typeOf(spec, choice), depth)));
  }
  if (shape.properties) return fields(spec, shape, depth);
  if (shape.items) return nestedOr(spec, shape.items, depth, h("p", {}, "A list of ", typeLink(spec, shape.items)));
  if (isMap(shape)) return nestedOr(spec, shape.additionalProperties, depth, h("p", {}, typeLink(spec, shape)));
  return h("p", {}, typeLink(spec, schema), " ", limits(shape), prose(shape.description));
}

function fields(spec, shape, depth) {
  const required = new Set(shape.required ?? []);
  return h("dl", { class: "fields" },
    Object.entries(shape.properties).map(([name, field]) => {
      const own = unwrapped(spec, field);
      return h("div", {},
        h("dt", {}, code(name), " ", typeLink(spec, field), " ",
          required.has(name) ? h("span", { class: "required" }, "required") : null),
        h("dd", {}, own.description ? h("p", {}, inline(own.description)) : null, limits(own),
          inner(spec, field, depth)));
    }));
}

// What a field holds, when that has fields of its own.
function inner(spec, field, depth) {
  const own = unwrapped(spec, field);
  const choices = choicesOf(own);
  if (choices.length > 1) return choices.some((one) => hasFields(spec, one)) ? nested(spec, own, "The forms it takes", depth) : null;
  const target = own.items ?? (isMap(own) ? own.additionalProperties : onlyChoice(field));
  return hasFields(spec, target) ? nested(spec, target, referenceName(target) ? `Fields of ${referenceName(target)}` : "Its fields", depth) : null;
}

function nestedOr(spec, schema, depth, heading) {
  return hasFields(spec, schema) ? h("div", {}, heading, schemaView(spec, schema, { depth: depth + 1 })) : heading;
}

// Drawn only when opened, so that a schema that holds itself has an end.
function nested(spec, schema, title, depth) {
  const details = h("details", {}, h("summary", {}, title));
  const draw = () => details.children.length < 2 && details.append(schemaView(spec, schema, { depth: depth + 1 }));
  details.addEventListener("toggle", draw);
  if (depth < DEPTH_OPEN && choicesOf(unwrapped(spec, schema)).length < 2 && fieldCount(spec, schema) <= 4) {
    draw();
    details.open = true;
  }
  return details;
}

function hasFields(spec, schema) {
  const shape = unwrapped(spec, schema);
  if (shape.properties) return true;
  if (choicesOf(shape).length > 1) return choicesOf(shape).some((one) => hasFields(spec, one));
  return shape.items ? hasFields(spec, shape.items) : false;
}

function fieldCount(spec, schema) {
  return Object.keys(unwrapped(spec, schema).properties ?? {}).length;
}

// The schema itself: through references, and out of "this or null".
export function unwrapped(spec, schema) {
  let shape = resolved(spec, schema);
  const choices = choicesOf(shape);
  if (choices.length === 1 && (shape.anyOf || shape.oneOf)) {
    const { anyOf, oneOf, ...beside } = shape;
    shape = { ...unwrapped(spec, choices[0]), ...beside };
  }
  if (shape.allOf?.length === 1) {
    const { allOf, ...beside } = shape;
    shape = { ...unwrapped(spec, allOf[0]), ...beside };
  }
  return shape;
}

function choicesOf(shape) {
  return (shape.anyOf ?? shape.oneOf ?? []).filter((choice) => choice.type !== "null");
}

function onlyChoice(schema) {
  const choices = choicesOf(schema);
  return choices.length === 1 ? choices[0] : schema;
}

function isMap(shape) {
  return shape.additionalProperties !== null && typeof shape.additionalProperties === "object";
}

export function typeOf(spec, schema) {
  const name = referenceName(schema);
  if (name) return name;
  const shape = schema ?? {};
  const choices = choicesOf(shape);
  const all = shape.anyOf ?? shape.oneOf ?? [];
  if (all.length) {
    const names = choices.map((choice) => typeOf(spec, choice));
    return [...names, ...(choices.length < all.length ? ["null"] : [])].join(" or ");
  }
  if (shape.enum) return shape.enum.every((one) => typeof one === "number") ? "number" : "string";
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.type === "array") return shape.items && Object.keys(shape.items).length ? `list of ${typeOf(spec, shape.items)}` : "list";
  if (isMap(shape)) return `map of ${typeOf(spec, shape.additionalProperties)}`;
  const type = Array.isArray(shape.type) ? shape.type.join(" or ") : shape.type;
  return shape.format ? `${type} (${shape.format})` : (type ?? "any JSON");
}

export function typeLink(spec, schema) {
  const own = schema ?? {};
  const only = choicesOf(own).length === 1 ? choicesOf(own)[0] : own;
  const name = referenceName(only) ?? referenceName(only.items);
  const text = typeOf(spec, own);
  return name
    ? h("a", { class: "type", href: `#schema-${name}` }, text)
    : h("span", { class: "type" }, text);
}

const LIMITS = [
  ["minimum", "at least"], ["exclusiveMinimum", "more than"], ["maximum", "at most"],
  ["exclusiveMaximum", "less than"], ["minLength", "characters at least"],
  ["maxLength", "characters at most"], ["minItems", "entries at least"],
  ["maxItems", "entries at most"], ["pattern", "matches"], ["default", "default"],
];

// Noise to a reader: what only keeps control characters out, and Python's guard of its own "$".
const ONE_LINE = "^[^\\x00-\\x1f\\x7f]*$";

function patternOf(pattern) {
  const plain = pattern.replace(/\(\?!\\n\)$/, "");
  return plain === ONE_LINE ? undefined : plain;
}

function limitOf(value) {
  if (typeof value === "number") return value.toLocaleString("en");
  return typeof value === "string" && value ? value : JSON.stringify(value);
}

export function limits(given) {
  const shape = { ...given, pattern: given.pattern && patternOf(given.pattern) };
  const known = LIMITS.filter(([key]) => shape[key] !== undefined && shape[key] !== null);
  if (!known.length && !shape.enum) return null;
  return h("p", { class: "limits" },
    shape.enum ? h("span", {}, "one of ", shape.enum.map((one, place) => [place ? ", " : "", code(String(one))])) : null,
    known.map(([key, words]) => h("span", {}, `${words} `, code(limitOf(shape[key])))));
}
