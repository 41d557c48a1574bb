import { type Scope, scopeOf } from "./arm-values.ts";
import { asFields, type Fields } from "./form.ts";

/** A resource of a template that is a rule or a saved search. */
export interface Resource {
  readonly fields: Fields;
  readonly properties: unknown;
  /** Whether it is an analytics rule; otherwise it is a saved search. */
  readonly isRule: boolean;
  readonly path: readonly PropertyKey[];
  readonly scope: Scope;
}

/** How deep templates and resources nest. */
const DEEPEST = 12;

/**
 * The analytics rules and saved searches of a template, in whatever it nests them: resources of
 * resources, deployments within the template, and the templates of the content hub. Also those of
 * an answer of Sentinel's API.
 */
export function findResources(value: unknown): Resource[] {
  const template = asFields(value);
  if (!template) return [];
  const scope = scopeOf(template);
  if (Array.isArray(template["value"])) return below(template, "value", scope, [], 0);
  if (Array.isArray(template["resources"])) return below(template, "resources", scope, [], 0);
  return asFields(template["properties"]) ? findIn(template, scope, [], 0) : [];
}

function below(
  fields: Fields,
  name: string,
  scope: Scope,
  path: readonly PropertyKey[],
  depth: number,
): Resource[] {
  const list = fields[name];
  if (!Array.isArray(list) || depth > DEEPEST) return [];
  return list.flatMap((one, index) => {
    const resource = asFields(one);
    return resource ? findIn(resource, scope, [...path, name, index], depth + 1) : [];
  });
}

function findIn(
  fields: Fields,
  scope: Scope,
  path: readonly PropertyKey[],
  depth: number,
): Resource[] {
  const type = String(fields["type"] ?? "");
  const properties = asFields(fields["properties"]);
  const inner = below(fields, "resources", scope, path, depth);
  if (!properties) return inner;
  const own = { fields, properties, path, scope };
  if (isAlertRule(type, fields, properties)) return [{ ...own, isRule: true }, ...inner];
  if (/(?:^|\/)savedSearches$/i.test(type)) return [{ ...own, isRule: false }, ...inner];
  return [...inner, ...nestedTemplates(properties, scope, path, depth)];
}

/** An answer of the API, or a file of one rule, may have no type, but kind and query. */
function isAlertRule(type: string, fields: Fields, properties: Fields): boolean {
  if (type !== "") return /(?:^|\/)(?:alertRules|alertRuleTemplates)$/i.test(type);
  return typeof fields["kind"] === "string" && typeof properties["query"] === "string";
}

function nestedTemplates(
  properties: Fields,
  scope: Scope,
  path: readonly PropertyKey[],
  depth: number,
): Resource[] {
  return ["template", "mainTemplate"].flatMap((name) => {
    const template = asFields(properties[name]);
    if (!template) return [];
    const given = asFields(properties["parameters"]);
    const inner = scopeOf(template, given, scope);
    return below(template, "resources", inner, [...path, "properties", name], depth + 1);
  });
}
