import { SEED } from "../../attack/try-attacks.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine, safeJson } from "../../hunt/base/escape.ts";
import { withKnownFields } from "../../hunt/ignore/entry-fields.ts";
import { hasExpired, type IgnoreEntry, type IgnoreList } from "../../hunt/ignore/ignore.ts";
import { countBy } from "../../hunt/ledger/run-record.ts";
import { together } from "../../ignore-lists/together.ts";
import { isUnfilled } from "../../ignore-lists/unfilled.ts";
import { acceptedText } from "../accepted-text.ts";
import { openJudge, VERDICTS, type Verdict } from "../attack/judge-entries.ts";
import { listExclusions } from "../attack/query-exclusions.ts";
import type { Witness } from "../attack/try-target.ts";
import { ruleColumns } from "../columns.ts";
import { nearEntry } from "../near-entry.ts";
import { jsonLine } from "../reporters/json.ts";
import { tellProblems } from "../reporters/problems.ts";
import { styleText, type Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { wantedEntries } from "../wanted-entries.ts";
import { allEntries } from "../watchlists.ts";
import type { IgnoreOptions } from "./ignore.ts";

export interface AttackCommandOptions extends IgnoreOptions {
  readonly seed?: string;
}

interface Judged {
  readonly entry: IgnoreEntry;
  readonly verdict: Verdict;
}

/**
 * Tries to hide an attack behind each entry, or behind those of files. @returns 1 if one can be
 * hidden behind an entry in force, or behind a proposed one
 */
export async function ignoreAttack(
  wanted: readonly string[],
  options: AttackCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const seed = seedOption(options.seed);
  const { content, notices } = await allEntries(options);
  const columns = ruleColumns(content);
  const ignore = withKnownFields(content.ignore, columns);
  const named = withKnownFields(chosen(ignore.entries, wanted, content.slugs), columns);
  const problems = [...content.ruleProblems, ...ignore.problems, ...named.problems];
  const judge = openJudge(content, { seed });
  const all: Judged[] = [];
  const exclusions = wanted.length === 0 ? content.rules.flatMap(listExclusions) : [];
  const subjects = [
    ...named.entries.map((entry) => ({ entry, judged: () => judge.judge(entry) })),
    ...exclusions.map((one) => ({ entry: one.entry, judged: () => judge.judgeQuery(one) })),
  ];
  for (const { entry, judged: run } of subjects) {
    const judged = { entry, verdict: await run() };
    all.push(judged);
    if (options.json) terminal.out(jsonLine(attackJson(judged, seed)));
    else attackLines(judged, seed, terminal);
  }
  const bypassed = all.flatMap(({ entry, verdict }) =>
    verdict.kind === "bypassed" ? [entry] : [],
  );
  const trusted = bypassed.filter((entry) => explainIdle(entry) === undefined);
  tellProblems(terminal, problems, notices, options.json);
  if (!options.json) terminal.out(attackSum(all, bypassed, trusted.length));
  // A proposed entry is attacked to find out whether it should be filled in.
  const proposed = bypassed.filter(isUnfilled).length;
  return trusted.length + proposed + problems.length > 0 ? 1 : 0;
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

function attackJson({ entry, verdict }: Judged, seed: number): object {
  return {
    kind: "attack",
    entry: entry.id,
    active: entry.active,
    verdict: VERDICTS[verdict.kind],
    tried: verdict.tried,
    seed,
    ...("reason" in verdict ? { reason: verdict.reason } : {}),
    accepted:
      verdict.kind === "holds" ? verdict.allowed.map(({ what, reason }) => ({ what, reason })) : [],
    ...(entry.accepted ? { acceptedBecause: entry.accepted } : {}),
    ...(verdict.kind === "bypassed" ? witnessJson(verdict.witness) : {}),
  };
}

function witnessJson({ line, note, abuse, remedy, rule, rows, needs }: Witness): object {
  return { line, note, abuse, remedy, rule, needs, witness: rows };
}

function attackLines({ entry, verdict }: Judged, seed: number, terminal: Terminal): void {
  const idle = explainIdle(entry);
  terminal.out(
    `${verdictText(verdict, seed, terminal)}  ${oneLine(entry.id, 80)}${idle ? ` (${idle})` : ""}`,
  );
  if (verdict.kind === "holds")
    for (const { what, reason } of verdict.allowed)
      terminal.out(`       accepted: ${what};\n       ${reason}`);
  if (verdict.kind !== "bypassed") return;
  witnessLines(verdict.witness, terminal);
  const acceptance = acceptedText(entry);
  if (acceptance) terminal.out(`       ${acceptance}`);
}

/** The line, why it is an attack, what it takes, and the rows that were executed, for a case. */
function witnessLines(witness: Witness, terminal: Terminal): void {
  const { line, note, abuse, remedy, rule, rows, needs } = witness;
  terminal.out(`       ${oneLine(line, 300)}`);
  if (note) terminal.out(`       (${note})`);
  terminal.out(`       ${oneLine(abuse, 200)}; ${remedy}`);
  for (const need of needs) terminal.out(`       needs ${oneLine(need, 200)}`);
  terminal.out(`       ${rule} hits it without the entry; as rows of a case:`);
  for (const row of rows) terminal.out(`       ${safeJson(JSON.stringify(row))}`);
}

/** `bypassed`, `holds (N tried, seed)`, `not seen by the rule: why` or `not attacked: why`. */
function verdictText(verdict: Verdict, seed: number, terminal: Terminal): string {
  const name = VERDICTS[verdict.kind];
  if (verdict.kind === "bypassed") return styleText(terminal, "red", name);
  return verdict.kind === "holds"
    ? styleText(terminal, "green", `${name} (${verdict.tried} tried, seed ${seed})`)
    : styleText(terminal, "yellow", `${name}: ${verdict.reason}`);
}

/** Why an entry may fail: it is not in force, known to be weak, or accepted as it is. */
function explainIdle(entry: IgnoreEntry): string | undefined {
  if (!entry.active) return "not active";
  if (isUnfilled(entry)) return "not filled in";
  if (hasExpired(entry, Date.now())) return "expired";
  if (entry.accepted) return "accepted";
  return entry.unverified ? "a plain term" : undefined;
}

/**
 * `2 entries attacked: 1 of those in force hides an attack; known to be weak: 1 plain term; 1 not
 * attacked`; parts that count nothing are left out.
 */
function attackSum(
  all: readonly Judged[],
  bypassed: readonly IgnoreEntry[],
  trusted: number,
): string {
  const others = Object.entries(
    countBy(
      bypassed.flatMap((entry) => explainIdle(entry) ?? []),
      (kind) => kind,
    ),
  );
  const known = others.map(([kind, count]) => `${count} ${kind.replace(/^a /, "")}`);
  const left = all.filter(({ verdict }) => "reason" in verdict).length;
  if (left === all.length)
    return left === 0
      ? "nothing was tested: there are no entries"
      : `nothing was tested: ${left} not attacked`;
  return [
    `${countText(all.length - left, "entry", "entries")} attacked: ` +
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
