import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Record_ } from "../../emulator/table-data.ts";

const entity = z.strictObject({ type: z.string(), identifier: z.string(), value: z.string() });

/** The first line of an events file: what the case shows, where its events come from, and what must come of them. */
const headSchema = z.strictObject({
  case: z.string().min(1),
  source: z.string().min(1),
  /** Why the events are not real ones. */
  constructed: z.string().min(1).optional(),
  findings: z.int().min(0).optional(),
  suppressed: z.array(z.string()).optional(),
  unanswered: z.int().min(0).optional(),
  parentLine: z.enum(["own", "joined", "none"]).optional(),
  entities: z.array(entity).optional(),
});

export type CaseHead = z.infer<typeof headSchema>;

/** One hit or miss of a rule. */
export interface RuleCase {
  /** `hit-...` or `miss-...`: the file's name. */
  readonly name: string;
  readonly head: CaseHead;
  /** Rows of tables, by the name in their column Type. */
  readonly events: readonly Record_[];
}

/** The cases in `<slug>/events`. @throws where a file cannot be read as a case: it names file and line */
export function readCases(folder: string, slug: string): RuleCase[] {
  const events = join(folder, slug, "events");
  if (!existsSync(events)) return [];
  return readdirSync(events)
    .filter((file) => /^(hit|miss)-[\w-]+\.ndjson$/.test(file))
    .sort()
    .map((file) => readCase(join(events, file), file.replace(/\.ndjson$/, "")));
}

function readCase(path: string, name: string): RuleCase {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const [head, ...events] = lines.map((line, index) => parseLine(line, `${path}:${index + 1}`));
  const parsed = headSchema.safeParse(head);
  if (!parsed.success)
    throw new Error(`${path}:1: ${parsed.error.issues.map(({ path: at, message }) => `${at.join(".")} ${message}`).join("; ")}`);
  const nameless = events.findIndex((event) => typeof event["Type"] !== "string");
  if (nameless >= 0) throw new Error(`${path}:${nameless + 2}: the event has no Type, the name of its table`);
  return { name, head: parsed.data, events };
}

function parseLine(line: string, where: string): Record_ {
  try {
    return JSON.parse(line) as Record_;
  } catch {
    throw new Error(`${where}: the line is not JSON`);
  }
}
