import { SEED } from "../../attack/try-attacks.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine, safeJson } from "../../hunt/base/escape.ts";
import { withKnownFields } from "../../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry, IgnoreList } from "../../hunt/ignore/ignore.ts";
import { countBy } from "../../hunt/ledger/run-record.ts";
import { together } from "../../ignore-lists/together.ts";
import { acceptedText } from "../accepted-text.ts";
import { VERDICTS, type Verdict } from "../attack/judge-entries.ts";
import { listSubjects } from "../attack/list-subjects.ts";
import { listExclusions } from "../attack/query-exclusions.ts";
import type { Witness } from "../attack/try-target.ts";
import {
  type AttackReport,
  acceptance,
  explainWeak,
  isRed,
  isTrusted,
  type Judged,
  witnessOf,
} from "../attack-report/judged.ts";
import { bugsBehind, bugText } from "../attack-report/logic-bug.ts";
import { type BaselineOptions, openBaseline } from "../attack-report/open-baseline.ts";
import { attackSarif } from "../ci/attack-remarks.ts";
import { attackJunit } from "../ci/attack-suites.ts";
import { ruleColumns } from "../columns.ts";
import { isForeign, readForeign } from "../foreign-filters/read-foreign.ts";
import { chooseFormat, type FormatOptions } from "../format.ts";
import { nearEntry } from "../near-entry.ts";
import { jsonLine } from "../reporters/json.ts";
import { tellProblems } from "../reporters/problems.ts";
import { styleText, type Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { wantedEntries } from "../wanted-entries.ts";
import { allEntries, type EntriesOptions } from "../watchlists.ts";

export interface AttackCommandOptions
  extends EntriesOptions,
    BaselineOptions,
    FormatOptions<AttackFormat> {
  readonly seed?: string;
  /** Whether the text has the rows that were executed; JSON always has them. */
  readonly rows?: boolean;
}

type AttackFormat = "text" | "json" | "sarif" | "junit";

/**
 * Tries to hide an attack behind each entry, or behind those of files. @returns 1 if one can be
 * hidden behind an entry in force, or behind a proposed one; once a baseline is written that accepts
 * them, 1 only if there are problems
 */
export async function ignoreAttack(
  wanted: readonly string[],
  options: AttackCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const format = chooseFormat(options, { usual: "text", lines: "json" });
  const report = await attackEntries(wanted, options, {
    tell(judged, seed) {
      if (format === "json") terminal.out(jsonLine(attackJson(judged, seed)));
      else if (format === "text") printJudged(judged, seed, terminal, options.rows);
    },
  });
  const problems = report.problems.flatMap(([, some]) => some);
  if (format === "sarif") terminal.out(jsonLine(attackSarif(report)));
  else if (format === "junit") terminal.out(attackJunit(report));
  else if (format === "json") tellProblems(terminal, problems, report.notices, true);
  else printAttack(report, terminal);
  const isBad = report.isWritten ? false : report.verdicts.some(isRed);
  return isBad || problems.length > 0 ? 1 : 0;
}

/** What is printed below the verdicts. */
export function printAttack(
  { verdicts, problems, notices }: AttackReport,
  terminal: Terminal,
): void {
  tellProblems(
    terminal,
    problems.flatMap(([, some]) => some),
    notices,
    false,
  );
  terminal.out(attackSum(verdicts));
}

interface AttackPorts {
  /** Which of the entries to attack, if none are named; default all. */
  isWanted?(entry: IgnoreEntry): boolean;
  tell(judged: Judged, seed: number): void;
}

/**
 * Attacks entries and compares what gets through with a baseline; each verdict is told as soon as it
 * is known.
 */
export async function attackEntries(
  wanted: readonly string[],
  options: AttackCommandOptions,
  { isWanted = () => true, tell }: AttackPorts,
): Promise<AttackReport> {
  const seed = seedOption(options.seed);
  const baseline = openBaseline(options);
  const { content, notices } = await allEntries(options);
  const columns = ruleColumns(content);
  const ignore = withKnownFields(content.ignore, columns);
  const foreign = wanted.filter(isForeign);
  const named = withKnownFields(
    chosen(ofRule(ignore.entries, options.rule), wanted, foreign, content.slugs),
    columns,
  );
  const filters = readForeign(foreign, content, options.rule ? content.rules[0] : undefined);
  const exclusions = wanted.length === 0 ? content.rules.flatMap(listExclusions) : [];
  const subjects = listSubjects(named.entries, exclusions, filters.subjects, content, seed);
  const verdicts: Judged[] = [];
  for (const { attack, ...subject } of subjects.filter((one) => isWanted(one.entry))) {
    const judged = baseline.judge({ ...subject, verdict: await attack() });
    verdicts.push(judged);
    tell(judged, seed);
  }
  const all = [
    ...ignore.entries,
    ...[...exclusions, ...filters.subjects].map(({ entry }) => entry),
  ];
  const compared = baseline.close(verdicts, all);
  return {
    verdicts,
    seed,
    problems: [
      ["rule", content.ruleProblems],
      ["entry", [...ignore.problems, ...named.problems, ...filters.problems]],
      ["baseline", compared.problems],
    ],
    notices: [...notices, ...filters.notices, ...compared.notices],
    isWritten: compared.isWritten,
  };
}

function ofRule(entries: readonly IgnoreEntry[], slug: string | undefined): readonly IgnoreEntry[] {
  return entries.filter(({ rules }) => !slug || rules === "all" || rules.includes(slug));
}

/** @throws UserError if the text is not a whole number */
function seedOption(text: string | undefined): number {
  if (text === undefined) return SEED;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UserError(
    `--seed ${oneLine(text, 40)} is not a whole number`,
    `use a seed that a run printed, such as ${SEED}`,
  );
}

function attackJson(judged: Judged, seed: number): object {
  const { entry, verdict } = judged;
  const witness = witnessOf(judged);
  const accepted = acceptance(judged);
  return {
    kind: "attack",
    entry: entry.id,
    where: entry.origin,
    active: entry.active,
    verdict: VERDICTS[verdict.kind],
    tried: verdict.tried,
    seed,
    ...("reason" in verdict ? { reason: verdict.reason } : {}),
    accepted:
      verdict.kind === "holds" ? verdict.allowed.map(({ what, reason }) => ({ what, reason })) : [],
    ...(accepted ? { acceptedBecause: accepted.reason, acceptedBy: accepted.by } : {}),
    ...(witness ? witnessJson(entry, witness) : {}),
  };
}

function witnessJson({ when }: IgnoreEntry, witness: Witness): object {
  const { line, image, note, abuse, remedy, rule, rows, needs } = witness;
  return {
    line,
    ...(image === undefined ? {} : { program: image }),
    ...{ note, abuse, remedy, ade: bugsBehind(when, witness).map(({ id }) => id) },
    ...{ rule, needs, witness: rows },
  };
}

export function printJudged(judged: Judged, seed: number, terminal: Terminal, rows = false): void {
  const { entry, place, verdict, baseline } = judged;
  const idle = explainWeak(judged);
  const where = place ? `${oneLine(place, 120)}: ` : "";
  terminal.out(
    `${verdictText(verdict, seed, terminal)}  ${where}${oneLine(entry.id, 80)}` +
      `${idle ? ` (${idle})` : ""}`,
  );
  if (verdict.kind === "holds")
    for (const { what, reason } of verdict.allowed)
      terminal.out(`       accepted: ${what};\n       ${reason}`);
  if (verdict.kind !== "bypassed") return;
  witnessLines(entry, verdict.witness, terminal);
  if (rows) for (const row of verdict.witness.rows) terminal.out(safeJson(JSON.stringify(row)));
  const accepted = acceptedText(baseline ? { ...baseline, accepted: baseline.reason } : entry);
  if (accepted) terminal.out(`       ${accepted}`);
}

/** The line, why it is an attack, what it takes, and which rule hits it. */
function witnessLines({ when }: IgnoreEntry, witness: Witness, terminal: Terminal): void {
  const { line, note, abuse, remedy, rule, needs } = witness;
  terminal.out(`       ${oneLine(line, 300)}`);
  if (note) terminal.out(`       (${note})`);
  terminal.out(`       ${oneLine(abuse, 200)}; ${remedy}`);
  terminal.out(`       ${bugsBehind(when, witness).map(bugText).join(", ")}`);
  for (const need of needs) terminal.out(`       needs ${oneLine(need, 200)}`);
  terminal.out(`       executed: ${rule} hits it without the entry, and misses it with it`);
}

/** `bypassed`, `holds (N tried, seed)`, `not seen by the rule: why` or `not attacked: why`. */
function verdictText(verdict: Verdict, seed: number, terminal: Terminal): string {
  const name = VERDICTS[verdict.kind];
  if (verdict.kind === "bypassed") return styleText(terminal, "red", name);
  return verdict.kind === "holds"
    ? styleText(terminal, "green", `${name} (${verdict.tried} tried, seed ${seed})`)
    : styleText(terminal, "yellow", `${name}: ${verdict.reason}`);
}

/**
 * `2 entries attacked: 1 of those in force hides an attack; known to be weak: 1 plain term; 1 not
 * attacked`; parts that count nothing are left out.
 */
function attackSum(verdicts: readonly Judged[]): string {
  const trusted = verdicts.filter(isTrusted).length;
  const bypassed = verdicts.filter((judged) => witnessOf(judged));
  const others = Object.entries(
    countBy(
      bypassed.flatMap((judged) => explainWeak(judged) ?? []),
      (kind) => kind,
    ),
  );
  const known = others.map(([kind, count]) => `${count} ${kind.replace(/^a /, "")}`);
  const left = verdicts.filter(({ verdict }) => "reason" in verdict).length;
  if (left === verdicts.length)
    return left === 0
      ? "nothing was tested: there are no entries"
      : `nothing was tested: ${left} not attacked`;
  return [
    `${countText(verdicts.length - left, "entry", "entries")} attacked: ` +
      `${trusted} of those in force ${trusted === 1 ? "hides" : "hide"} an attack`,
    ...(known.length > 0 ? [`known to be weak: ${known.join(", ")}`] : []),
    ...(left > 0 ? [`${left} not attacked`] : []),
  ].join("; ");
}

/**
 * All entries, or those named by id followed by those of our own files.
 * @throws UserError for anything else
 */
function chosen(
  entries: readonly IgnoreEntry[],
  wanted: readonly string[],
  foreign: readonly string[],
  slugs: readonly string[],
): IgnoreList {
  if (wanted.length === 0) return { entries, problems: [] };
  const files = wanted
    .filter((one) => !foreign.includes(one) && !entries.some(({ id }) => id === one))
    .map((file) => loadEntries(file, entries, slugs));
  return together([
    { entries: entries.filter(({ id }) => wanted.includes(id)), problems: [] },
    ...files,
  ]);
}

function loadEntries(
  file: string,
  entries: readonly IgnoreEntry[],
  slugs: readonly string[],
): IgnoreList {
  if (/\.(ya?ml|csv)$/i.test(file)) return wantedEntries(file, slugs, entries);
  const near = nearEntry(file, entries);
  throw new UserError(
    `there is no entry ${oneLine(file, 60)}`,
    near
      ? `did you mean ${near}?`
      : "hunts ignore list shows them (with --live, those of watchlists too); a file must end " +
          "in .yaml, .csv or, for exceptions of Elastic, .ndjson",
  );
}
