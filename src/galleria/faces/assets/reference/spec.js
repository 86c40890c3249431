// The OpenAPI document, indexed: operations by id, tags in order, schemas by reference, problems.

const METHODS = ["get", "post", "put", "patch", "delete"];

export async function loadSpec(url) {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The API description answered ${response.status}.`);
  return indexed(await response.json());
}

export function indexed(spec) {
  const operations = new Map();
  for (const [path, item] of Object.entries(spec.paths ?? {})) {
    for (const method of METHODS) {
      if (!item[method]) continue;
      const operation = operationOf(spec, path, method, item);
      operations.set(operation.id, operation);
    }
  }
  const tags = new Map((spec.tags ?? []).map(({ name, description }) => {
    const words = name.replaceAll("-", " ");
    return [words, { name: words, description, operations: [] }];
  }));
  for (const operation of operations.values()) {
    if (!tags.has(operation.tag)) tags.set(operation.tag, { name: operation.tag, operations: [] });
    tags.get(operation.tag).operations.push(operation);
  }
  return { spec, operations, tags: [...tags.values()], problems: problemsOf(operations) };
}

function operationOf(spec, path, method, item) {
  const raw = item[method];
  const parameters = [...(item.parameters ?? []), ...(raw.parameters ?? [])];
  const media = Object.entries(raw.requestBody?.content ?? {})[0];
  return {
    id: raw.operationId ?? `${method}${path.replace(/\W+/g, "-")}`,
    method,
    path,
    ...story(raw),
    tag: (raw.tags?.[0] ?? "other").replaceAll("-", " "),
    permission: raw["x-permission"],
    isDeprecated: raw.deprecated === true,
    needsToken: (raw.security ?? spec.security ?? []).some((one) => Object.keys(one).length > 0),
    parameters: parameters.map((parameter) => resolved(spec, parameter)),
    body: media && { type: media[0], isRequired: raw.requestBody.required === true, ...media[1] },
    responses: Object.entries(raw.responses ?? {}).map(([status, response]) =>
      responseOf(status, resolved(spec, response)),
    ),
  };
}

// A docstring's first line may go on after a semicolon: the title is what stands before it.
function story(raw) {
  const [title, ...rest] = (raw.summary ?? "").replace(/\.$/, "").split(/; |\. /);
  const more = rest.join("; ");
  const first = more && `${more[0].toUpperCase()}${more.slice(1)}.`;
  return { summary: title, description: [first, raw.description].filter(Boolean).join("\n\n") };
}

function responseOf(status, response) {
  const media = Object.entries(response.content ?? {})[0];
  return {
    status,
    isGood: status.startsWith("2") || status.startsWith("3"),
    description: response.description ?? "",
    headers: Object.entries(response.headers ?? {}),
    type: media?.[0],
    schema: media?.[1]?.schema,
    examples: media ? examplesOf(media[1]) : [],
  };
}

// Every example of a media type as [name, value]; an unnamed one is called "".
export function examplesOf(media) {
  const named = Object.entries(media.examples ?? {}).map(([name, one]) => [name, one.value]);
  return media.example === undefined ? named : [["", media.example], ...named];
}

function problemsOf(operations) {
  const problems = new Map();
  for (const operation of operations.values()) {
    for (const response of operation.responses.filter((one) => !one.isGood)) {
      for (const [name, example] of response.examples) {
        const key = example?.code ?? name;
        if (!key) continue;
        const title = example?.title ?? response.description;
        if (!problems.has(key)) {
          problems.set(key, { code: key, status: response.status, title, example, operations: [] });
        }
        problems.get(key).operations.push(operation);
      }
    }
  }
  return new Map([...problems].sort(([a, one], [b, other]) => one.status - other.status || a.localeCompare(b)));
}

export function resolved(spec, node) {
  if (!node?.$ref) return node ?? {};
  const found = node.$ref.slice(2).split("/").reduce((at, step) => at?.[unescaped(step)], spec);
  const { $ref, ...beside } = node;
  return { ...found, ...beside };
}

function unescaped(step) {
  return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
}

export function referenceName(node) {
  return node?.$ref?.startsWith("#/components/schemas/") ? node.$ref.split("/").pop() : undefined;
}
