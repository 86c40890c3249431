// The page of one operation.
import { badge, code, codeBlock, h, inline, json, prose } from "./dom.js";
import { limits, schemaView, typeLink, unwrapped } from "./schema.js";
import { tryPanel } from "./try.js";

export function operationPage({ spec }, operation) {
  return [
    h("p", { class: "crumb" }, operation.tag),
    h("h1", {}, inline(operation.summary || operation.id)),
    h("p", { class: "address" }, badge(operation.method), " ", h("code", {}, operation.path)),
    h("p", { class: "marks" },
      operation.permission ? h("span", { class: "pill" }, "permission ", code(operation.permission)) : null,
      h("span", { class: "pill" }, operation.needsToken ? "token needed" : "open to everyone"),
      operation.isDeprecated ? h("span", { class: "pill warm" }, "deprecated") : null),
    h("div", { class: "columns" },
      h("div", { class: "words" },
        prose(operation.description),
        parameters(spec, operation),
        body(spec, operation),
        responses(spec, operation)),
      tryPanel(spec, operation)),
  ];
}

const PLACES = [["path", "In the path"], ["query", "Query parameters"], ["header", "Headers"]];

function parameters(spec, operation) {
  return PLACES.map(([place, title]) => {
    const here = operation.parameters.filter((parameter) => parameter.in === place);
    return here.length ? h("section", {}, h("h2", {}, title), h("dl", { class: "fields" }, here.map((one) => parameter(spec, one)))) : null;
  });
}

function parameter(spec, one) {
  const shape = unwrapped(spec, one.schema);
  const words = one.description ?? shape.description;
  return h("div", {},
    h("dt", {}, code(one.name), " ", typeLink(spec, one.schema), " ",
      one.required ? h("span", { class: "required" }, "required") : null),
    h("dd", {}, prose(words), limits(shape)));
}

function body(spec, operation) {
  if (!operation.body) return null;
  return h("section", {}, h("h2", {}, "Body ", h("span", { class: "pill" }, operation.body.type)),
    operation.body.schema ? schemaView(spec, operation.body.schema) : null);
}

function responses(spec, operation) {
  const good = operation.responses.filter((response) => response.isGood);
  const bad = operation.responses.filter((response) => !response.isGood);
  return [
    h("section", {}, h("h2", {}, "Answer"), good.map((response) => success(spec, response))),
    bad.length ? h("section", {}, h("h2", {}, "Refusals"), h("ul", { class: "refusals" }, bad.map(refusal))) : null,
  ];
}

function success(spec, response) {
  return h("div", { class: "response" },
    h("p", { class: "status good" }, `${response.status} ${response.description}`, " ",
      response.type ? h("span", { class: "pill" }, response.type) : null),
    response.examples.map(([name, value]) => codeBlock(json(value), { label: `Example of the answer ${name}`.trim() })),
    response.schema ? h("details", {}, h("summary", {}, "Its fields"), schemaView(spec, response.schema)) : null);
}

function refusal(response) {
  const codes = response.examples.map(([name, value]) => ({ code: value?.code ?? name, title: value?.title ?? response.description }));
  const named = codes.length ? codes : [{ code: "", title: response.description }];
  return h("li", {}, h("span", { class: "status bad" }, response.status),
    h("span", {}, named.map((one) => h("span", { class: "one" },
      one.code ? h("a", { href: `#problem-${one.code}` }, code(one.code)) : null, " ", one.title))));
}
