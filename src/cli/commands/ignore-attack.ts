import { type Attempt, acceptedBy, SEED, tryAttacks } from "../../attack/try-attacks.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { withKnownFields } from "../../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry, IgnoreList } from "../../hunt/ignore/ignore.ts";
import { countBy } from "../../hunt/ledger/run-record.ts";
import { together } from "../../ignore-lists/together.ts";
import { acceptedText } from "../accepted-text.ts";
import { bugsBehind, bugText } from "../attack-report/logic-bug.ts";
import { type BaselineOptions, openBaseline } from "../attack-report/open-baseline.ts";
import {
  type AttackReport,
  acceptance,
  explainWeak,
  isRed,
  isTrusted,
  type Verdict,
} from "../attack-report/verdict.ts";
import { attackersFor } from "../attackers-for.ts";
import { attackSarif } from "../ci/attack-remarks.ts";
import { attackJunit } from "../ci/attack-suites.ts";
import { ruleColumns } from "../columns.ts";
import type { Content } from "../content.ts";
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
    tell(verdict) {
      if (format === "json") terminal.out(jsonLine(attackJson(verdict)));
      else if (format === "text") printVerdict(verdict, terminal);
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
  tell(verdict: Verdict): void;
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
  const named = withKnownFields(chosen(ignore.entries, wanted, content.slugs), columns);
  const verdicts = named.entries.filter(isWanted).map((entry) => {
    const verdict = baseline.judge(judge(entry, content, seed));
    tell(verdict);
    return verdict;
  });
  const compared = baseline.close(verdicts, ignore.entries);
  return {
    verdicts,
    problems: [
      ["rule", content.ruleProblems],
      ["entry", [...ignore.problems, ...named.problems]],
      ["baseline", compared.problems],
    ],
    notices: [...notices, ...compared.notices],
    isWritten: compared.isWritten,
  };
}

/** An entry for rules without a technique has no attacker, whatever its conditions are. */
function judge(entry: IgnoreEntry, content: Content, seed: number): Verdict {
  const attackers = attackersFor(entry, content.rules);
  const attempt = tryAttacks(entry, attackers, { seed });
  return {
    entry,
    attempt,
    allowed: attempt.bypass || attempt.idle ? [] : acceptedBy(entry, attackers),
  };
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

function attackJson(judged: Verdict): object {
  const { entry, attempt, allowed } = judged;
  const { idle, tried, seed, bypass } = attempt;
  const verdict = bypass ? "bypassed" : idle === undefined ? "holds" : "not attacked";
  const why = idle === undefined ? {} : { reason: idle };
  const line = bypass
    ? {
        line: bypass.line,
        ...(bypass.image === undefined ? {} : { program: bypass.image }),
        note: bypass.note,
        abuse: bypass.abuse,
        remedy: bypass.remedy,
        ade: bugsBehind(entry.when, bypass).map(({ id }) => id),
      }
    : {};
  const accepted = acceptance(judged);
  const acceptedAttacks = allowed.map(({ what, reason }) => ({ what, reason }));
  return {
    kind: "attack",
    entry: entry.id,
    where: entry.origin,
    active: entry.active,
    verdict,
    tried,
    seed,
    ...why,
    accepted: acceptedAttacks,
    ...(accepted ? { acceptedBecause: accepted.reason, acceptedBy: accepted.by } : {}),
    ...line,
  };
}

export function printVerdict(verdict: Verdict, terminal: Terminal): void {
  const { entry, attempt, allowed } = verdict;
  const idle = explainWeak(verdict);
  terminal.out(
    `${verdictText(attempt, terminal)}  ${oneLine(entry.id, 80)}${idle ? ` (${idle})` : ""}`,
  );
  for (const { what, reason } of allowed)
    terminal.out(`       accepted: ${what};\n       ${reason}`);
  const { bypass } = attempt;
  if (!bypass) return;
  terminal.out(`       ${oneLine(bypass.line, 300)}`);
  if (bypass.note) terminal.out(`       (${bypass.note})`);
  terminal.out(`       ${oneLine(bypass.abuse, 200)}; ${bypass.remedy}`);
  terminal.out(`       ${bugsBehind(entry.when, bypass).map(bugText).join(", ")}`);
  const { baseline } = verdict;
  const accepted = acceptedText(baseline ? { ...baseline, accepted: baseline.reason } : entry);
  if (accepted) terminal.out(`       ${accepted}`);
}

/** `bypassed`, `holds (N tried, seed)` or `not attacked: why`. */
function verdictText({ idle, tried, seed, bypass }: Attempt, terminal: Terminal): string {
  if (bypass) return styleText(terminal, "red", "bypassed");
  return idle === undefined
    ? styleText(terminal, "green", `holds (${tried} tried, seed ${seed})`)
    : styleText(terminal, "yellow", `not attacked: ${idle}`);
}

/**
 * `2 entries attacked: 1 of those in force hides an attack; known to be weak: 1 plain term; 1 not
 * attacked`; parts that count nothing are left out.
 */
function attackSum(verdicts: readonly Verdict[]): string {
  const trusted = verdicts.filter(isTrusted).length;
  const bypassed = verdicts.filter(({ attempt }) => attempt.bypass);
  const others = Object.entries(
    countBy(
      bypassed.flatMap((verdict) => explainWeak(verdict) ?? []),
      (kind) => kind,
    ),
  );
  const known = others.map(([kind, count]) => `${count} ${kind.replace(/^a /, "")}`);
  const left = verdicts.filter(({ attempt }) => attempt.idle !== undefined).length;
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
 * All entries, or those named by id followed by those of files. @throws UserError for anything else
 */
function chosen(
  entries: readonly IgnoreEntry[],
  wanted: readonly string[],
  slugs: readonly string[],
): IgnoreList {
  if (wanted.length === 0) return { entries, problems: [] };
  const files = wanted
    .filter((one) => !entries.some(({ id }) => id === one))
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
          "in .yaml or .csv",
  );
}
