import type { Resource } from "../../acceptance/acceptance.ts";
import { QUESTIONS } from "../../acceptance/questions.ts";
import type { Build } from "../own-build.ts";
import type { ReadLine } from "./line-schema.ts";
import type { Identity, Targets } from "./steps.ts";

/**
 * What a run found, to be read by others: it contains no id, name or address of the tenant.
 */
export interface AcceptanceRecord {
  readonly run: string;
  /** When it began, ms. */
  readonly at: number;
  /** What this command line was built from, and the app if one was used. */
  readonly own: Build;
  readonly app: Build | undefined;
  readonly identity: Identity;
  readonly cloud: string;
  readonly versions: Targets["versions"];
  readonly resources: readonly ResourceRecord[];
  readonly facts: readonly FactRecord[];
  readonly ends: readonly Ending[];
}

export type Ending = Extract<ReadLine, { kind: "removed" | "closed" | "left" }>;

/** Times are ms after the write; null: not within the wait, undefined: not checked. */
export interface ResourceRecord {
  readonly resource: Resource;
  readonly ok: boolean;
  readonly seen: string;
  readonly ms: number;
  readonly get: number | null | undefined;
  readonly list: number | null | undefined;
  /** Measured by the ingestion time of its row. */
  readonly query: number | null | undefined;
}

export interface FactRecord {
  /** A key of `QUESTIONS`, or of those that a newer app knows. */
  readonly fact: string;
  readonly asks: string;
  readonly how: string;
  readonly settled: boolean;
  readonly seen: string;
}

type Header = Omit<AcceptanceRecord, "resources" | "facts" | "ends">;

export function makeRecord(header: Header, lines: readonly ReadLine[]): AcceptanceRecord {
  return {
    ...header,
    resources: resourcesIn(lines),
    facts: factsIn(lines),
    ends: lines.flatMap((line) => (isEnding(line) ? [line] : [])),
  };
}

function isEnding(line: ReadLine): line is Ending {
  return line.kind === "removed" || line.kind === "closed" || line.kind === "left";
}

/** Resources that appear in tables: relations and comments do not. */
const IN_TABLES: readonly Resource[] = ["incident", "bookmark"];

function resourcesIn(lines: readonly ReadLine[]): ResourceRecord[] {
  return lines.flatMap((write) => {
    if (write.kind !== "write") return [];
    const { resource, ok, seen, ms } = write;
    const after = (by: string) => {
      const found = lines.findLast(
        (line) => line.kind === "visible" && line.resource === resource && line.by === by,
      );
      return found?.kind === "visible" ? found.ms : undefined;
    };
    const query =
      after("query") === undefined && ok && IN_TABLES.includes(resource) ? null : after("query");
    return [{ resource, ok, seen, ms, get: after("get"), list: after("list"), query }];
  });
}

/** All questions in order, then those that only a newer app knows. */
function factsIn(lines: readonly ReadLine[]): FactRecord[] {
  const questions = Object.entries(QUESTIONS);
  const known = new Set(questions.map(([name]) => name));
  const unknown = new Set(
    lines.flatMap((line) => (line.kind === "fact" && !known.has(line.fact) ? [line.fact] : [])),
  );
  return [
    ...questions.map(([fact, { asks, how }]) => ({ fact, asks, how, ...answerIn(lines, fact) })),
    ...[...unknown].map((fact) => ({
      fact,
      asks: "A question that this version does not know",
      how: "by the app",
      ...answerIn(lines, fact),
    })),
  ];
}

/** The last answer that settled the question, otherwise the last answer. */
function answerIn(lines: readonly ReadLine[], fact: string): Pick<FactRecord, "settled" | "seen"> {
  const own = lines.flatMap((line) => (line.kind === "fact" && line.fact === fact ? [line] : []));
  const last = own.findLast(({ settled }) => settled) ?? own.at(-1);
  return { settled: last?.settled ?? false, seen: last?.seen ?? "not seen in this run" };
}

/**
 * Whether a deployment would not work: something could not be written, read or removed.
 */
export function isFailed({ resources, ends }: AcceptanceRecord): boolean {
  const unseen = resources.some(({ ok, get, list }) => !ok || get === null || list === null);
  return unseen || resources.length < 4 || ends.some(isLeftAgainstRights);
}

/**
 * A bookmark that the identity may not delete is left, as the rights in docs/security.md imply;
 * anything else that is left is a failure.
 */
function isLeftAgainstRights({ kind, resource, seen }: Ending): boolean {
  return kind === "left" && !(resource === "bookmark" && /\b403\b/.test(seen));
}
