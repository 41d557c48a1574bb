import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { Ajv, type ValidateFunction } from "ajv";

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly schema?: object }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: object }>>;
  };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly schema?: object;
        readonly content?: Readonly<Record<string, { readonly schema: object }>>;
      }
    >
  >;
}
interface Spec {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const FOLDER = join(import.meta.dirname, "../fixtures/openapi");
const read = (name: string) =>
  withoutSiblings(JSON.parse(readFileSync(join(FOLDER, name), "utf8"))) as Spec;

/** Upstream writes a description or a wrong type beside a $ref; the reference alone counts. */
function withoutSiblings(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSiblings);
  if (typeof node !== "object" || node === null) return node;
  if ("$ref" in node && typeof node.$ref === "string") return { $ref: node.$ref };
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withoutSiblings(value)]),
  );
}

const INCIDENTS = read("securityinsights-2025-09-01.json");
const BOOKMARKS = read("securityinsights-2022-09-01-preview-bookmarks.json");
const QUERY = read("loganalytics-v1-query.json");
const INGESTION = read("monitor-ingestion-2023-01-01.json");
const ALERT_RULES = read("securityinsights-2025-09-01-alertrules.json");
const SDK = read("sdk-contract-arm-securityinsight-1.0.0-beta.6.openapi.json");

/**
 * The version whose specification is at hand, or (bookmarks) whose types are the same as those of
 * the one that is.
 */
const VERSIONS = new Map([
  [INCIDENTS, "2025-09-01"],
  [BOOKMARKS, "2025-10-01-preview"],
  [INGESTION, "2023-01-01"],
  [ALERT_RULES, "2025-09-01"],
]);

/** Which specification says what a response of this path looks like. */
function specFor(path: string): Spec {
  if (path.endsWith("/query")) return QUERY;
  if (path.startsWith("/dataCollectionRules/")) return INGESTION;
  if (/\/alertRules(\/|$)/i.test(path)) return ALERT_RULES;
  return /\/bookmarks(\/|$)/i.test(path) && !/\/incidents\//i.test(path) ? BOOKMARKS : INCIDENTS;
}

/** What a spec says of one call, or undefined where it does not know the path. */
function operationFor(spec: Spec, method: string, path: string): Operation | undefined {
  const found = Object.entries(spec.paths).find(([template]) => matches(template, path));
  return found?.[1][method.toLowerCase()];
}

function matches(template: string, path: string): boolean {
  const wanted = template.split("/").filter(Boolean);
  const given = path
    .replace(/^\/v1\//, "/")
    .split("/")
    .filter(Boolean);
  return (
    wanted.length === given.length &&
    wanted.every(
      (part, index) => part.startsWith("{") || part.toLowerCase() === given[index]!.toLowerCase(),
    )
  );
}

const compiled = new Map<object, ValidateFunction>();

function validator(spec: Spec, schema: object): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(spec as unknown as object, "spec");
  const made = ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"spec#/')) as object,
  );
  compiled.set(schema, made);
  return made;
}

/** Everything that is wrong with one exchange by the specifications; none where it keeps them. */
export function violations(request: PipelineRequest, response: PipelineResponse): string[] {
  const path = new URL(request.url).pathname;
  const spec = specFor(path);
  const operation = operationFor(spec, request.method, path);
  if (!operation) return [`${request.method} ${path} is in no specification`];
  const asked = [QUERY, INGESTION, ALERT_RULES].includes(spec) ? spec : SDK;
  const version = new URL(request.url).searchParams.get("api-version") ?? undefined;
  const wrong =
    version === VERSIONS.get(spec) ? [] : [`${request.method} ${path} asks for version ${version}`];
  return [
    ...wrong,
    ...requestViolations(asked, request, path),
    ...responseViolations(spec, operation, response, `${request.method} ${path}`),
  ];
}

function requestViolations(spec: Spec, request: PipelineRequest, path: string): string[] {
  if (!request.body) return [];
  const operation = operationFor(spec, request.method, path);
  const schema =
    operation?.requestBody?.content["application/json"]?.schema ??
    operation?.parameters?.map((one) => resolved(spec, one)).find((one) => one.in === "body")
      ?.schema;
  if (!schema) return [`no schema for the body of ${request.method} ${path}`];
  return check(spec, schema, JSON.parse(textOf(request)), `request ${request.method} ${path}`);
}

/** A client that packs a body sends bytes; the others send a text. */
function textOf({ body }: PipelineRequest): string {
  return body instanceof Uint8Array ? gunzipSync(body).toString() : String(body);
}

function resolved<T extends object>(spec: Spec, node: T): T {
  const ref = (node as { $ref?: string }).$ref;
  if (!ref) return node;
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], spec) as T;
}

function responseViolations(
  spec: Spec,
  operation: Operation,
  { status, bodyAsText }: PipelineResponse,
  what: string,
): string[] {
  const declared = operation.responses[String(status)];
  if (!declared && status < 400) return [`${what} answered ${status}, which is not declared`];
  const schema = declared?.schema ?? operation.responses["default"]?.schema;
  if (!schema || !bodyAsText || what.endsWith("/query"))
    return queryViolations(what, status, bodyAsText ?? "");
  return check(spec, schema, JSON.parse(bodyAsText), `response ${status} of ${what}`);
}

/**
 * Upstream types cells as text or object; the service gives JSON scalars: the frame is checked, the
 * cells are not.
 */
function queryViolations(what: string, status: number, text: string): string[] {
  if (!what.endsWith("/query") || status !== 200 || !text) return [];
  const body = JSON.parse(text) as {
    tables: { name: string; columns: { name: string; type: string }[]; rows: unknown[][] }[];
  };
  const [table] = body.tables;
  const wrong = table?.rows.find((row) => row.length !== table.columns.length);
  return table && typeof table.name === "string" && !wrong
    ? []
    : [`${what}: the table is not well formed`];
}

function check(spec: Spec, schema: object, value: unknown, what: string): string[] {
  const validate = validator(spec, schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${what}: ${instancePath} ${message}`,
  );
}

/** The same transport, that keeps what broke a specification. */
export function watched(inner: HttpClient, broken: string[], seen: string[]): HttpClient {
  return {
    async sendRequest(request) {
      const response = await inner.sendRequest(request);
      seen.push(`${request.method} ${response.status}`);
      broken.push(...violations(request, response));
      return response;
    },
  };
}
