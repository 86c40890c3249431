// A request as the person has filled it in: its address, headers and body, and the same as curl.

export function fieldName(parameter) {
  return `${parameter.in}:${parameter.name}`;
}

export function requestOf(operation, values, token) {
  const given = (place) => operation.parameters
    .filter((parameter) => parameter.in === place)
    .map((parameter) => [parameter.name, values.get(fieldName(parameter)) ?? ""]);
  const path = given("path").reduce(
    (at, [name, value]) => at.replace(`{${name}}`, value ? encodeURIComponent(value) : `{${name}}`),
    operation.path,
  );
  const query = new URLSearchParams(given("query").filter(([, value]) => value !== ""));
  const headers = given("header").filter(([, value]) => value !== "");
  if (operation.needsToken) headers.unshift(["Authorization", `Bearer ${token ?? "$TOKEN"}`]);
  if (operation.body) headers.push(["Content-Type", operation.body.type]);
  return {
    method: operation.method.toUpperCase(),
    url: path + (query.size ? `?${query}` : ""),
    headers,
    body: values.get("body"),
    file: values.get("file"),
  };
}

export function missing(operation, values) {
  return operation.parameters.filter(
    (parameter) => (parameter.required || parameter.in === "path") && !values.get(fieldName(parameter)),
  );
}

export function curlOf(request, origin) {
  const lines = [`curl ${request.method === "GET" ? "" : `-X ${request.method} `}${quoted(origin + request.url)}`];
  for (const [name, value] of request.headers) {
    // Double quotes let the shell put its own $TOKEN in.
    lines.push(`-H ${value === "Bearer $TOKEN" ? `"${name}: ${value}"` : quoted(`${name}: ${value}`)}`);
  }
  if (request.file) lines.push(`--data-binary @${quoted(request.file.name)}`);
  else if (request.body) lines.push(`-d ${quoted(compact(request.body))}`);
  return lines.join(" \\\n  ");
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function compact(text) {
  return text.length < 400 ? text.replace(/\n\s*/g, " ") : text;
}
