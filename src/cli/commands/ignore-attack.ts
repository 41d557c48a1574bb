import type { Accepted } from "../../attack/attacker.ts";
import { type Attempt, acceptedBy, SEED, tryAttacks } from "../../attack/try-attacks.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { withKnownFields } from "../../hunt/ignore/entry-fields.ts";
import { hasExpired, type IgnoreEntry, type IgnoreList } from "../../hunt/ignore/ignore.ts";
import { countBy } from "../../hunt/ledger/run-record.ts";
import { together } from "../../ignore-lists/together.ts";
import { isUnfilled } from "../../ignore-lists/unfilled.ts";
import { acceptedText } from "../accepted-text.ts";
import { attackersFor } from "../attackers-for.ts";
import { ruleColumns } from "../columns.ts";
import type { Content } from "../content.ts";
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

interface Verdict {
  readonly entry: IgnoreEntry;
  readonly attempt: Attempt;
  readonly allowed: readonly Accepted[];
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
  const verdicts: Verdict[] = [];
  for (const entry of named.entries) {
    const verdict = judge(entry, content, seed);
    verdicts.push(verdict);
    if (options.json) terminal.out(jsonLine(attackJson(verdict)));
    else attackLines(verdict, terminal);
  }
  const bypassed = verdicts.flatMap(({ entry, attempt }) => (attempt.bypass ? [entry] : []));
  const trusted = bypassed.filter((entry) => explainIdle(entry) === undefined);
  tellProblems(terminal, problems, notices, options.json);
  if (!options.json) terminal.out(attackSum(verdicts, bypassed, trusted.length));
  // A proposed entry is attacked to find out whether it should be filled in.
  const proposed = bypassed.filter(isUnfilled).length;
  return trusted.length + proposed + problems.length > 0 ? 1 : 0;
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

function attackJson({ entry, attempt, allowed }: Verdict): object {
  const { idle, tried, seed, bypass } = attempt;
  const verdict = bypass ? "bypassed" : idle === undefined ? "holds" : "not attacked";
  const why = idle === undefined ? {} : { reason: idle };
  const line = bypass
    ? { line: bypass.line, note: bypass.note, abuse: bypass.abuse, remedy: bypass.remedy }
    : {};
  const acceptedAttacks = allowed.map(({ what, reason }) => ({ what, reason }));
  return {
    kind: "attack",
    entry: entry.id,
    active: entry.active,
    verdict,
    tried,
    seed,
    ...why,
    accepted: acceptedAttacks,
    ...(entry.accepted ? { acceptedBecause: entry.accepted } : {}),
    ...line,
  };
}

function attackLines({ entry, attempt, allowed }: Verdict, terminal: Terminal): void {
  const idle = explainIdle(entry);
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
  const acceptance = acceptedText(entry);
  if (acceptance) terminal.out(`       ${acceptance}`);
}

/** `bypassed`, `holds (N tried, seed)` or `not attacked: why`. */
function verdictText({ idle, tried, seed, bypass }: Attempt, terminal: Terminal): string {
  if (bypass) return styleText(terminal, "red", "bypassed");
  return idle === undefined
    ? styleText(terminal, "green", `holds (${tried} tried, seed ${seed})`)
    : styleText(terminal, "yellow", `not attacked: ${idle}`);
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
  verdicts: readonly Verdict[],
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
