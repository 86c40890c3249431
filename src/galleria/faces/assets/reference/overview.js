// The pages that are about more than one operation: the start, a problem, a schema.
import { badge, code, codeBlock, h, inline, json, prose } from "./dom.js";
import { schemaView } from "./schema.js";

export function startPage({ spec, tags, problems }, url) {
  const schemas = Object.keys(spec.components?.schemas ?? {}).sort();
  return [
    h("h1", {}, `${spec.info.title} API`),
    h("p", { class: "lead" }, spec.info.summary ?? ""),
    h("p", { class: "marks" }, h("span", { class: "pill" }, `version ${spec.info.version}`),
      h("a", { class: "pill", href: url, download: "openapi.json" }, "OpenAPI document")),
    h("div", { class: "words" }, prose(spec.info.description), signingIn(spec)),
    h("h2", {}, "Operations"),
    h("div", { class: "tags" }, tags.filter((tag) => tag.operations.length).map(tagCard)),
    h("h2", {}, "Refusals"),
    h("p", { class: "quiet" }, "Every answer that says no carries one of these codes."),
    h("ul", { class: "refusals" }, [...problems.values()].map((problem) =>
      h("li", {}, h("span", { class: "status bad" }, problem.status),
        h("span", {}, h("a", { href: `#problem-${problem.code}` }, code(problem.code)), " ", problem.title)))),
    h("h2", {}, "Schemas"),
    h("ul", { class: "names" }, schemas.map((name) => h("li", {}, h("a", { href: `#schema-${name}` }, name)))),
  ];
}

function signingIn(spec) {
  const schemes = Object.values(spec.components?.securitySchemes ?? {});
  return schemes.length ? [h("h2", {}, "Signing in"), schemes.map((scheme) => prose(scheme.description))] : null;
}

function tagCard(tag) {
  return h("section", { class: "tag" }, h("h3", {}, tag.name), prose(tag.description),
    h("ul", {}, tag.operations.map((one) => operationLine(one))));
}

function operationLine(operation) {
  return h("li", {}, badge(operation.method), " ", h("a", { href: `#${operation.id}` }, inline(operation.summary || operation.id)));
}

export function problemPage({ problems }, name) {
  const problem = problems.get(name);
  if (!problem) return missingPage(name);
  return [
    h("p", { class: "crumb" }, "Refusal"),
    h("h1", {}, problem.title),
    h("p", { class: "address" }, h("span", { class: "status bad" }, problem.status), " ", code(problem.code)),
    h("div", { class: "words" },
      problem.example ? codeBlock(json(problem.example), { label: "Example of the refusal" }) : null,
      h("h2", {}, "Where it is answered"),
      h("ul", { class: "plain" }, problem.operations.map(operationLine))),
  ];
}

export function schemaPage({ spec, operations }, name) {
  const schema = spec.components?.schemas?.[name];
  if (!schema) return missingPage(name);
  const reference = `"#/components/schemas/${name}"`;
  const users = [...operations.values()].filter((one) =>
    JSON.stringify([one.body?.schema ?? null, one.responses.map((response) => response.schema ?? null)]).includes(reference));
  return [
    h("p", { class: "crumb" }, "Schema"),
    h("h1", {}, name),
    h("div", { class: "words" }, prose(schema.description), schemaView(spec, schema),
      users.length ? [h("h2", {}, "Where it is used"), h("ul", { class: "plain" }, users.map(operationLine))] : null),
  ];
}

export function missingPage(name) {
  return [
    h("h1", {}, "Nothing by that name"),
    h("p", {}, "The API has no ", code(name), ". ", h("a", { href: "#" }, "Back to the start")),
  ];
}
