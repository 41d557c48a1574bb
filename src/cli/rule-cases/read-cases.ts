import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { checkValue, type Fault, nearRemedy } from "../../content/check-value.ts";
import { nearest } from "../../content/nearest.ts";
import { isKnownTable, knownTables } from "../../emulator/schemas.ts";
import { type Record_, recordTime } from "../../emulator/table-data.ts";
import { isFolder } from "../../files/kind.ts";
import { readText } from "../../files/read-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { parseJson } from "../../hunt/base/parse-json.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { DELIVERIES } from "../../hunt/delivery/kinds/index.ts";
import { SEVERITIES } from "../../hunt/findings/rule.ts";
import { tableRemedy } from "../../rules/query-remedy.ts";
import { unfilledFields } from "./fill-in.ts";

const entity = z.strictObject({
  type: z.string().describe("Account, Host, Process and so on"),
  identifier: z.string().describe("Sentinel's name for the identifier, such as FullName"),
  value: z.string(),
});

/**
 * The first line of an events file: what the case shows, where its events come from, and the
 * expected result.
 */
export const caseHeadSchema = z.strictObject({
  case: z.string().min(1).describe("What the case shows"),
  source: z.string().min(1).describe("Where its events come from"),
  constructed: z
    .string()
    .min(1)
    .describe("Why the events were made up and not recorded")
    .optional(),
  findings: z
    .int()
    .min(0)
    .describe("How many findings there must be; default 1 for a hit and 0 for a miss")
    .optional(),
  suppressed: z
    .array(z.string())
    .describe("The ids of the ignore entries that must hide its rows")
    .optional(),
  unanswered: z
    .int()
    .min(0)
    .describe("How many rows must be unanswered, because data that the refinement needs is missing")
    .optional(),
  parentLine: z
    .enum(["own", "joined", "none"])
    .describe("Where the parent's command line must come from")
    .optional(),
  entities: z.array(entity).describe("Entities that a finding must have").optional(),
  score: z.int().min(0).max(100).describe("The risk score of the only finding").optional(),
  severity: z.enum(SEVERITIES).describe("The severity of the only finding").optional(),
  delivery: z
    .enum([...DELIVERIES.keys()])
    .describe("What the only finding becomes: incident or bookmark")
    .optional(),
});

export type CaseHead = z.infer<typeof caseHeadSchema>;

/** One hit or miss of a rule. */
export interface RuleCase {
  /** `hit-...` or `miss-...`: the file's name. */
  readonly name: string;
  readonly head: CaseHead;
  /** Rows of tables, by the name in their column Type. */
  readonly events: readonly Record_[];
}

interface CaseInFile extends RuleCase {
  readonly file: string;
}

export interface RuleCases {
  readonly cases: readonly CaseInFile[];
  /**
   * Files and lines that are not valid: a miss case that can never be a hit would prove nothing.
   */
  readonly problems: readonly Problem[];
}

/** A custom table; if nothing declares its columns, they are those of the events. */
const CUSTOM_TABLE = /^[A-Za-z_]\w*_CL$/;

function typeRemedy(type: string): string {
  const near = nearest(type, knownTables());
  const write = near ? `did you mean ${near}?` : "write the table's name, such as SecurityEvent";
  const declare = tableRemedy(type);
  return declare ? `${write}${near ? " Otherwise" : ", or"} ${declare}` : write;
}

const NAME = /^(hit|miss)-[\w-]+\.ndjson$/;

/**
 * Reads the cases in a rule's folder, with all their problems. `tables` are those that content
 * declares.
 */
export function readCases(
  folder: string,
  slug: string,
  tables: Pick<ReadonlySet<string>, "has"> = new Set(),
): RuleCases {
  const isTable = (type: string) =>
    isKnownTable(type) || tables.has(type) || CUSTOM_TABLE.test(type);
  const events = join(folder, "events");
  if (existsSync(events) && !isFolder(events))
    return {
      cases: [],
      problems: [
        problem(events, "is not a folder", "make it a folder with hit-<what>.ndjson in it"),
      ],
    };
  const files = existsSync(events) ? readdirSync(events).sort() : [];
  const strange = files
    .filter((file) => !NAME.test(file))
    .map((file) =>
      problem(
        join(events, file),
        "is not a case",
        "name it hit-<what>.ndjson or miss-<what>.ndjson",
      ),
    );
  const read = files
    .filter((file) => NAME.test(file))
    .map((file) => readCase(join(events, file), file.replace(/\.ndjson$/, ""), isTable));
  const cases = read.flatMap((one) => ("case" in one ? [one.case] : []));
  const lacking = ["hit", "miss"]
    .filter((kind) => !files.some((file) => file.startsWith(`${kind}-`)))
    .map((kind) =>
      problem(events, `the rule ${slug} has no ${kind} case`, `add events/${kind}-<what>.ndjson`),
    );
  return {
    cases,
    problems: [
      ...strange,
      ...lacking,
      ...read.flatMap((one) => ("problems" in one ? one.problems : [])),
    ],
  };
}

function readCase(
  path: string,
  name: string,
  isTable: (type: string) => boolean,
): { case: CaseInFile } | { problems: Problem[] } {
  const found = readText(path);
  if ("problem" in found) return { problems: [found.problem] };
  const lines = found.text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const [first = "", ...rest] = lines;
  const head = checkValue(caseHeadSchema, parseLine(first));
  if ("faults" in head) return { problems: [headProblem(`${path}:1`, head.faults)] };
  const events = rest.map((line, index) => ({
    record: parseLine(line),
    where: `${path}:${index + 2}`,
  }));
  const unfilled = unfilledProblem(head.value, `${path}:1`);
  const problems =
    events.length === 0
      ? [problem(path, "has no events", "add a row of a table below the first line")]
      : [
          ...(unfilled ? [unfilled] : []),
          ...events.flatMap(({ record, where }) => eventProblems(record, where, isTable)),
        ];
  return problems.length > 0
    ? { problems }
    : {
        case: {
          name,
          file: path,
          head: head.value,
          events: events.map(({ record }) => record as Record_),
        },
      };
}

/** All problems of a first line, in one line. */
function headProblem(where: string, faults: readonly Fault[]): Problem {
  const wrong = faults.map(({ path, message }) =>
    oneLine([path.map(String).join("."), message].filter(Boolean).join(" "), 100),
  );
  const near = faults.map(nearRemedy).find((remedy) => remedy !== undefined);
  const form = 'begin with {"case": "what it shows", "source": "where the events come from"}';
  return problem(where, `is not the first line of a case: ${wrong.join("; ")}`, near ?? form);
}

/** A template that nobody has filled in shows nothing, although a miss case would pass. */
function unfilledProblem(line: object, where: string): Problem | undefined {
  const fields = unfilledFields(line);
  if (fields.length === 0) return undefined;
  const names = oneLine(fields.join(", "), 200);
  return problem(
    where,
    `is still to be filled in: ${names}`,
    "write what a recorded event has, or use hunts new case FINDING and delete this file",
  );
}

/** An event that no query can return would turn every case into a miss. */
function eventProblems(
  record: Record_ | undefined,
  where: string,
  isTable: (type: string) => boolean,
): Problem[] {
  if (!record) return [problem(where, "is not a JSON object", "correct the line")];
  const unfilled = unfilledProblem(record, where);
  if (unfilled) return [unfilled];
  const type = String(record["Type"] ?? "");
  if (type === "")
    return [problem(where, "the row has no Type", "write its table's name, such as SecurityEvent")];
  if (!isTable(type))
    return [problem(where, `Type ${JSON.stringify(type)} is not a known table`, typeRemedy(type))];
  return recordTime(record) === undefined
    ? [problem(where, "has no valid TimeGenerated", "write a time such as 2026-11-21T10:00:00Z")]
    : [];
}

function parseLine(line: string): Record_ | undefined {
  const value = parseJson(line);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record_)
    : undefined;
}

function problem(where: string, message: string, remedy: string): Problem {
  return { where, message, remedy };
}
