import {
  type JsonNode,
  locateJson,
  nestsDeeper,
  nodeAt,
  withoutComments,
} from "../../content/json-nodes.ts";
import { placesIn } from "../../content/places.ts";
import { sourceOffsets } from "../../content/source-offsets.ts";
import { DEEPEST } from "../../content/yaml-nesting.ts";
import { tooDeep } from "../../content/yaml-trouble.ts";
import { parseJson } from "../../hunt/base/parse-json.ts";
import { findResources, type Resource } from "./arm-resources.ts";
import { resolve } from "./arm-values.ts";
import {
  type At,
  asFields,
  type Fields,
  type FormFile,
  type FormRule,
  holdingNothing,
  joinFiles,
  textField,
} from "./form.ts";
import { isFunctionName, writeFunction } from "./parser.ts";
import { readItem, withoutQuery } from "./yaml.ts";

/** Words of a JSON file that holds rules, even if it cannot be read. */
const RULE_WORDS = /alertRules|savedSearches|"query"\s*:/i;

/** Reads JSON: templates with analytics rules and saved searches, or rules by themselves. */
export function readArmRules(file: string, text: string): FormFile {
  const json = parseJson(text) === undefined ? withoutComments(text) : text;
  const value = parseJson(json);
  const at = placesIn(file, text);
  if (value === undefined)
    return RULE_WORDS.test(text)
      ? brokenJson(json, at)
      : holdingNothing(text.trim() === "" ? "an empty file" : "JSON that cannot be read");
  const source: Source = { root: locateJson(json), text: json, at };
  if (nestsDeeper(source.root, DEEPEST)) return { ...joinFiles([]), problems: [tooDeep(at(0))] };
  const resources = findResources(value);
  if (resources.length > 0) return joinFiles(resources.map((one) => readResource(one, source)));
  return readPlainJson(value, source);
}

interface Source {
  readonly root: JsonNode;
  readonly text: string;
  readonly at: (offset: number) => string;
}

function brokenJson(json: string, at: (offset: number) => string): FormFile {
  let message = "is not JSON";
  try {
    JSON.parse(json);
  } catch (error) {
    message = String((error as Error).message);
  }
  const offset = /position (\d+)/.exec(message)?.[1];
  return {
    ...joinFiles([]),
    problems: [
      {
        where: at(Number(offset ?? 0)),
        message: "the JSON cannot be read from here on",
        remedy: "correct it here",
      },
    ],
  };
}

/** Rules as JSON, alone or in a list, with the fields that they have in YAML. */
function readPlainJson(value: unknown, source: Source): FormFile {
  const rules = (Array.isArray(value) ? value : [value]).map((one, index) => {
    const fields = asFields(one);
    const path = Array.isArray(value) ? [index] : [];
    return fields && textField(fields, "query") !== undefined && textField(fields, "name")
      ? readItem({ value: one, at: placesAt(source, path) })
      : holdingNothing("");
  });
  const held = joinFiles(rules);
  return held.rules.length > 0 ? held : holdingNothing("JSON without rules");
}

function placesAt(source: Source, path: readonly PropertyKey[]): At {
  return {
    place: (below) => source.at(nodeAt(source.root, [...path, ...below]).start),
    textPlace: (below) => jsonTextPlace(source, [...path, ...below]),
  };
}

/** The places of a text's characters; of one with expressions, only where it begins. */
function jsonTextPlace(
  { root, text, at }: Source,
  path: readonly PropertyKey[],
): (offset: number) => string {
  const { start, end } = nodeAt(root, path);
  const raw = text.slice(start, end);
  const written = parseJson(raw);
  if (typeof written !== "string" || (written.startsWith("[") && !written.startsWith("[[")))
    return () => at(start);
  const escaped = written.startsWith("[[") ? 1 : 0;
  let offsets: Uint32Array | undefined;
  return (offset) => {
    offsets ??= sourceOffsets(raw.slice(1), written, "backslash");
    return at(start + 1 + (offsets[Math.min(offset + escaped, written.length)] ?? 0));
  };
}

function readResource(resource: Resource, source: Source): FormFile {
  const { value, missing } = resolve(resource.properties, resource.scope);
  const at = placesAt(source, [...resource.path, "properties"]);
  const kind = resolve(resource.fields["kind"] ?? "", resource.scope).value;
  const fields: Fields = {
    ...(asFields(value) ?? {}),
    ...(kind === "" ? {} : { kind }),
    ...idOf(resource),
  };
  const notices = missing.length === 0 ? [] : [unresolved(missing, at.place([]))];
  const query = textField(fields, "query");
  if (query === undefined) return withoutQuery(fields, at.place);
  const alias = textField(fields, "functionAlias");
  if (!resource.isRule && alias !== undefined && isFunctionName(alias))
    return savedFunction(alias, fields, query, at);
  const rule: FormRule = {
    form: resource.isRule ? "arm-alert-rule" : "arm-saved-search",
    fields: resource.isRule ? fields : withTags(fields),
    query,
    place: at.place,
    queryPlace: at.textPlace(["query"]),
    notices,
  };
  return { ...joinFiles([]), rules: [rule] };
}

function unresolved(missing: readonly string[], where: string) {
  return {
    where,
    message: `only a deployment knows ${missing.slice(0, 3).join(", ")}`,
    remedy: "give the parameter a default value if the rule needs it",
  };
}

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** The rule's id is the last part of the resource's name. */
function idOf({ fields, scope, isRule }: Resource): { id?: string } {
  const name = String(resolve(fields["name"] ?? "", scope).value ?? "");
  const id = name.match(GUID)?.at(-1);
  return isRule && id !== undefined ? { id } : {};
}

function savedFunction(alias: string, fields: Fields, query: string, at: At): FormFile {
  const parameters = textField(fields, "functionParameters") ?? "";
  const made = writeFunction(alias, parameters, query, at.textPlace(["query"]));
  return { ...joinFiles([]), functions: [made] };
}

/** A saved search has its description, tactics and techniques as tags. */
function withTags(fields: Fields): Fields {
  const { tags, ...others } = fields;
  const named = (Array.isArray(tags) ? tags : []).flatMap((tag) => {
    const { name, value } = asFields(tag) ?? {};
    return typeof name === "string" && typeof value === "string"
      ? [[name.toLowerCase(), value] as const]
      : [];
  });
  const known = new Map(named);
  const list = (name: string) =>
    known
      .get(name)
      ?.split(",")
      .map((one) => one.trim()) ?? [];
  return {
    ...others,
    ...(known.has("description") ? { description: known.get("description") } : {}),
    tactics: list("tactics"),
    relevantTechniques: list("techniques"),
  };
}
