import type { Problem } from "../hunt/base/problem.ts";
import { readableQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { checkRule } from "./check.ts";
import { type Bind, findQueryErrors } from "./check-query.ts";
import { defaultEntities } from "./default-entities.ts";
import { defaultKey, defaultTime } from "./default-key.ts";
import { type HeadAt, withEntryPlace } from "./entry-place.ts";
import { type FieldDefaults, type ReadFields, readFields } from "./forms/fields.ts";
import { type FormName, type FormRule, isAnalyticsRule } from "./forms/form.ts";
import { isCommonField, type ReadHuntFile } from "./hunt-file.ts";
import { normalise, statedOptions } from "./normalise.ts";
import type { RuleFile } from "./schema.ts";
import { type Describe, shapeRule } from "./shape.ts";

/** What reads KQL; rules know no KQL themselves. */
export interface Language {
  readonly describe: Describe;
  readonly bind: Bind;
  readonly headAt: HeadAt;
}

/** A rule with the file it comes from. */
export interface LoadedRule {
  readonly rule: Rule;
  readonly file: string;
  readonly form: FormName;
  /** The place of the value at a path of the rule's fields. */
  readonly place: (path: readonly PropertyKey[]) => string;
  /** The place of a character of the query. */
  readonly queryPlace: (offset: number) => string;
}

/** A rule as far as it could be read; with problems, it cannot be used. */
export interface ReadRule {
  readonly loaded: LoadedRule;
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

/** Where a rule comes from. */
export interface RuleSource extends FieldDefaults {
  readonly slug: string;
  readonly file: string;
  readonly found: FormRule;
  /** The hunt.yaml beside the file, if there is one. */
  readonly ours?: ReadHuntFile | undefined;
}

/** Reads a rule and everything that is wrong with it: its form, its options and its query. */
export function readRule(source: RuleSource, language: Language): ReadRule {
  const { slug, file, found, ours } = source;
  const fields = withHuntFile(readFields(found, source), ours);
  const columns = resultColumns(fields, language);
  const { rule, keyText, notices } = ruleFrom(slug, fields, found.form, columns);
  const places = { query: found.queryPlace, field: fields.place };
  const shape = withEntryPlace(
    shapeRule(rule, statedOptions(fields.file), language.describe, places),
    fields.file.hunt?.entries?.after,
    language,
    places,
  );
  const shaped = "problems" in shape ? rule : shape.rule;
  const loaded = {
    rule: shaped,
    file,
    form: found.form,
    place: fields.place,
    queryPlace: found.queryPlace,
  };
  const problems = [
    ...fields.problems,
    ...checkRule(shaped, fields.place),
    ...("problems" in shape ? shape.problems : []),
  ];
  const errors = problems.length > 0 ? findQueryErrors(loaded, language.bind) : [];
  return {
    loaded,
    problems: withoutTwins([...problems, ...errors]),
    notices: [
      ...fields.notices,
      ...notices,
      ...("problems" in shape ? [] : shape.notices),
      ...(keyText === undefined ? [] : [keyNotice(rule, shaped, keyText, fields.place)]),
    ],
  };
}

/** Parser and binder say the same about a query that cannot be parsed. */
function withoutTwins(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ where, message }) => {
    const isNew = !seen.has(`${where} ${message}`);
    seen.add(`${where} ${message}`);
    return isNew;
  });
}

type Place = ReadFields["place"];

interface Fields extends ReadFields {
  /** Whether a file that others wrote is to be read with care. */
  readonly isPublic: boolean;
  /** Whether the mappings of entities are those of others, too. */
  readonly hasPublicMappings: boolean;
}

/** What hunt.yaml says takes precedence over the file beside it. */
function withHuntFile(fields: ReadFields, ours: ReadHuntFile | undefined): Fields {
  const isPublic = !fields.isOwn;
  if (!ours) return { ...fields, isPublic, hasPublicMappings: isPublic };
  const { rule: _, ...value } = ours.value;
  const entries = Object.entries(value);
  const common = entries.filter(([name]) => isCommonField(name));
  const options = entries.filter(([name]) => !isCommonField(name));
  const both = fields.isOwn ? [twoPlaces(fields.place(["hunt"]), ours.file)] : [];
  const isOurs = ([first]: readonly PropertyKey[]) =>
    first === "hunt" || (isCommonField(first) && Object.hasOwn(value, first ?? ""));
  return {
    ...fields,
    file: {
      ...fields.file,
      ...Object.fromEntries(common),
      hunt: Object.fromEntries(options) as RuleFile["hunt"],
    },
    problems: [...fields.problems, ...both],
    notices: fields.notices.filter(({ message }) => !(value.id && /has no id/.test(message))),
    place: (path) =>
      isOurs(path) ? ours.place(path[0] === "hunt" ? path.slice(1) : path) : fields.place(path),
    isPublic,
    hasPublicMappings: isPublic && value.entityMappings === undefined,
  };
}

function twoPlaces(where: string, other: string): Problem {
  return {
    where,
    message: `hunt: stands here, and its options in ${other}`,
    remedy: "keep one of the two",
  };
}

/** The columns of the result, if they are needed for what the file leaves out. */
function resultColumns(fields: Fields, { bind }: Language): readonly string[] | undefined {
  if (!fields.isPublic && fields.file.hunt?.key !== undefined) return undefined;
  const { columns } = bind(readableQuery(fields.file.query));
  return columns.map(({ name }) => name);
}

interface MadeRule {
  readonly rule: Rule;
  /** What identifies a finding, where the file does not say it and people may expect otherwise. */
  readonly keyText?: string | undefined;
  readonly notices: readonly Problem[];
}

function ruleFrom(
  slug: string,
  fields: Fields,
  form: FormName,
  columns: readonly string[] | undefined,
): MadeRule {
  const { file } = fields;
  const delivery = deliveryOf(fields, form);
  const own = file.hunt?.key;
  if (columns === undefined || columns.length === 0) {
    const time = file.hunt?.time ?? timeInKey(own);
    return { rule: normalise(slug, file, { key: [time], time, delivery }), notices: [] };
  }
  const time = file.hunt?.time ?? timeInKey(own, defaultTime(columns, file.query));
  const key = defaultKey(columns, time);
  // Of a rule that is written for this product, only the key that nobody would expect is said.
  const needsNotice = own === undefined && (fields.isPublic || key.isWholeRow);
  const entities = fields.hasPublicMappings
    ? publicEntities(fields, columns)
    : { file, notices: [] };
  return {
    rule: normalise(slug, entities.file, { key: key.columns, time, delivery }),
    keyText: needsNotice ? key.description : undefined,
    notices: entities.notices,
  };
}

/** `made` is the rule before its query was looked at, which may have columns that it groups by. */
function keyNotice(made: Rule, shaped: Rule, keyText: string, place: Place): Problem {
  const { key } = shaped.hunt;
  const grouped =
    key.length > 0 ? `${key.join(", ")}, by which the query groups` : "the time of its run alone";
  const text = key === made.hunt.key ? keyText : grouped;
  return {
    where: place(["hunt", "key"]),
    message: `hunt.key is not given, so a finding is identified by ${text}`,
    remedy: "name the columns of one event as key in hunt.yaml if that is too much or too little",
  };
}

/** A key of Defender's columns holds Defender's time. */
function timeInKey(key: readonly string[] | undefined, otherwise = "TimeGenerated"): string {
  if (!key || key.includes(otherwise)) return otherwise;
  return key.includes("Timestamp") ? "Timestamp" : otherwise;
}

/** Hunting queries that others wrote find what an analyst looks through, not incidents. */
function deliveryOf({ file, isPublic }: Fields, form: FormName): string {
  if (file.incidentConfiguration?.createIncident === false) return "bookmark";
  return isPublic && !isAnalyticsRule(form) ? "bookmark" : "incident";
}

/** A public file's mappings of columns that the result has; those of older files by their columns. */
function publicEntities(
  { file, place }: Fields,
  columns: readonly string[],
): { file: RuleFile; notices: Problem[] } {
  const written = file.entityMappings;
  const { mappings, unused } =
    written.length > 0 ? returned(written, columns) : defaultEntities(columns);
  const notice: Problem = {
    where: place(["entityMappings"]),
    message: `entityMappings: not used: ${unused.join(", ")}`,
    remedy: "map entities in hunt.yaml by columns that the query returns",
  };
  return {
    file: { ...file, entityMappings: [...mappings] },
    notices: unused.length > 0 ? [notice] : [],
  };
}

function returned(mappings: RuleFile["entityMappings"], columns: readonly string[]) {
  const isReturned = ({ columnName }: { columnName: string }) => columns.includes(columnName);
  return {
    mappings: mappings
      .map((one) => ({ ...one, fieldMappings: one.fieldMappings.filter(isReturned) }))
      .filter(({ fieldMappings }) => fieldMappings.length > 0),
    unused: mappings.flatMap(({ fieldMappings }) =>
      fieldMappings.filter((one) => !isReturned(one)).map(({ columnName }) => columnName),
    ),
  };
}
