import type { FoundQuery } from "./query-files.ts";
import type { Outcome, Trial } from "./try-query.ts";

export interface TriedQuery extends FoundQuery {
  readonly corpus: string;
  readonly trial: Trial;
}

const OUTCOMES: readonly Outcome[] = ["runs", "refused", "syntax", "semantic", "runtime", "crash"];
/** CPU seconds for both runs of a query over 40 rows a table. */
const SLOW = 5;

/** Prints the outcomes by corpus, then why queries did not run, most frequent first. */
export function printReport(tried: readonly TriedQuery[], list: boolean): void {
  if (list) for (const query of tried) printQuery(query);
  printTable(outcomeTable(tried));
  printCounts(
    "refused first for",
    tried.filter(isRefused).map(({ trial }) => refusedPart(trial)),
  );
  printUses(tried);
  printCounts("not in the schema or not KQL, by code", tried.flatMap(faultCode));
  printCounts(
    "stopped while running",
    tried.flatMap(({ trial }) => reasonsIf(trial, "runtime")),
  );
  printCounts(
    "crashed",
    tried.flatMap(({ trial }) => reasonsIf(trial, "crash")),
  );
  const slow = tried.filter(({ trial }) => trial.seconds > SLOW);
  printCounts(
    `took more than ${SLOW} s`,
    slow.map(({ place, trial }) => `${place} ${trial.seconds.toFixed(1)} s`),
  );
}

function printQuery({ corpus, place, trial }: TriedQuery): void {
  const { outcome, reason, opened } = trial;
  const open = `opened: ${opened.outcome} ${opened.rows} ${firstLine(opened.reason)}`;
  write(
    [corpus, place, trial.bound ? "bound" : "not bound", outcome, firstLine(reason), open].join(
      "\t",
    ),
  );
}

function outcomeTable(tried: readonly TriedQuery[]): string[][] {
  const corpora = [...new Set(tried.map(({ corpus }) => corpus))];
  const head = ["corpus", "queries", "bound", ...OUTCOMES, "opened: runs", "with rows", "crash"];
  const rows = [...corpora, "all"].map((corpus) => {
    const own = tried.filter((query) => corpus === "all" || query.corpus === corpus);
    const count = (test: (trial: Trial) => boolean) =>
      String(own.filter(({ trial }) => test(trial)).length);
    return [
      corpus,
      String(own.length),
      count(({ bound }) => bound),
      ...OUTCOMES.map((outcome) => count((trial) => trial.outcome === outcome)),
      count(({ opened }) => opened.outcome === "runs"),
      count(({ opened }) => opened.rows > 0),
      count(({ opened }) => opened.outcome === "crash"),
    ];
  });
  return [head, ...rows];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  for (const row of rows) write(row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  "));
}

function isRefused({ trial }: TriedQuery): boolean {
  return trial.outcome === "refused";
}

/** What the engine lacks, as it names it: `the operator 'parse'`. */
function refusedPart({ reason }: Trial): string {
  return reason.replace(/ is not supported by the local engine$/, "");
}

/**
 * For each operator and function that any query is refused for, how many queries use it: a query
 * is refused for the first one only.
 */
function printUses(tried: readonly TriedQuery[]): void {
  const parts = [...new Set(tried.filter(isRefused).map(({ trial }) => refusedPart(trial)))];
  const codes = tried
    .filter(({ trial }) => trial.outcome !== "syntax")
    .map(({ text }) => text.replace(/\/\/.*$/gm, ""));
  const uses = parts.flatMap((part) => {
    const pattern = usePattern(part);
    return pattern ? codes.filter((code) => pattern.test(code)).map(() => part) : [];
  });
  printCounts("used, by the text", uses);
}

function usePattern(part: string): RegExp | undefined {
  const [, operator, called] = /^the operator '([\w-]+)|function (\w+)\(\)/.exec(part) ?? [];
  if (operator) return new RegExp(`(?<![\\w-])${operator}(?![\\w-])`);
  return called ? new RegExp(`\\b${called}\\s*\\(`) : undefined;
}

function faultCode({ trial }: TriedQuery): string[] {
  return [...reasonsIf(trial, "syntax"), ...reasonsIf(trial, "semantic")].map(
    (reason) => /^KS\d+/.exec(reason)?.[0] ?? reason,
  );
}

function reasonsIf({ outcome, reason, opened }: Trial, wanted: Outcome): string[] {
  if (outcome === wanted) return [reason];
  return opened.outcome === wanted && wanted !== "semantic" ? [`opened: ${opened.reason}`] : [];
}

function printCounts(title: string, reasons: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  write(`\n${title}: ${reasons.length}`);
  for (const [reason, count] of [...counts].sort(([, a], [, b]) => b - a))
    write(`${String(count).padStart(5)}  ${reason}`);
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
