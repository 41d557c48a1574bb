import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { TO_FILL } from "../../hunt/ignore/offered.ts";
import type { LoadedRule } from "../../rules/read-rule.ts";
import { openJudge, VERDICTS } from "../attack/judge-entries.ts";
import { type Content, loadContent } from "../content.ts";
import { sayNoRows, sayProblems } from "../data-use.ts";
import { knownHits } from "../known-hits.ts";
import { sayNotices } from "../local-data.ts";
import { type FoundFinding, findFinding } from "../new-case/find-finding.ts";
import { jsonLine } from "../reporters/json.ts";
import { pasteTexts } from "../reporters/paste.ts";
import { pasteLines } from "../reporters/paste-lines.ts";
import { openSessions, type Session, type SessionOptions } from "../session.ts";
import { CLOSED_AS, closedFindings } from "../suggest/closed-findings.ts";
import { type Suggestion, suggestEntries } from "../suggest/suggest-entry.ts";
import { styleText, type Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { withWatchlists } from "../watchlists.ts";
import { FINDING_PREFIX } from "./new-case.ts";
import { rulesFor } from "./run.ts";

export interface SuggestCommandOptions extends SessionOptions {
  readonly rule?: string;
  /** A word of CLOSED_AS. */
  readonly closedAs?: string;
  readonly json?: boolean;
}

/**
 * Suggests ignore entries for findings, or for those whose incidents were closed as harmless: as
 * narrow as no attack needs to be hidden, and attacked before they are shown. Writes nothing.
 * @returns 1 if there is a finding for which none can be suggested
 */
export async function ignoreSuggest(
  ids: readonly string[],
  options: SuggestCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const classification = closedAsOption(ids, options.closedAs);
  const content = loadContent({ ...options, environment: process.env });
  const opened = openSessions({ ...options, dryRun: true }, content, terminal);
  const { sessions } = await withWatchlists(opened, content);
  if (sayNoRows(sessions, content.problems, options.json ?? false, terminal)) return 1;
  const found: FoundFinding[] = [];
  for (const session of sessions) {
    const { rules, problems, notices } = rulesFor(session, content, options);
    sayProblems([...content.problems, ...problems], options.json ?? false, terminal);
    if (!options.json) sayNotices(notices, terminal);
    found.push(
      ...(classification === undefined
        ? await findNamed(ids, rules, session, options, terminal)
        : await closedFindings(classification, rules, session, options)),
    );
  }
  if (found.length === 0) {
    if (!options.json) terminal.out("no incident is closed so: nothing is suggested");
    return 0;
  }
  const suggestions = await suggestAll(found, content);
  for (const one of suggestions)
    if (options.json) terminal.out(jsonLine(suggestionJson(one)));
    else suggestionLines(one, terminal);
  return suggestions.some(({ entry }) => entry === undefined) ? 1 : 0;
}

/** @throws UserError unless either findings or a classification are named */
function closedAsOption(ids: readonly string[], closedAs: string | undefined): string | undefined {
  const words = [...CLOSED_AS.keys()].join(" or ");
  if (ids.length > 0 === (closedAs !== undefined))
    throw new UserError(
      ids.length > 0 ? "findings are named, and --closed-as too" : "no finding is named",
      `name findings by their ids, or --closed-as ${words}`,
    );
  const wrong = ids.find((id) => !FINDING_PREFIX.test(id));
  if (wrong !== undefined)
    throw new UserError(
      `${oneLine(wrong, 60)} is not the id of a finding, or its first four characters or more`,
      "use the id that hunts run --json prints",
    );
  if (closedAs === undefined) return undefined;
  const classification = CLOSED_AS.get(closedAs);
  if (classification !== undefined) return classification;
  throw new UserError(`--closed-as ${oneLine(closedAs, 40)} is not known`, `write ${words}`);
}

async function findNamed(
  ids: readonly string[],
  rules: readonly LoadedRule[],
  session: Session,
  options: SuggestCommandOptions,
  { progress }: Terminal,
): Promise<FoundFinding[]> {
  const found = new Map<string, FoundFinding>();
  for (const id of ids) {
    const one = await findFinding(id.toLowerCase(), rules, session, options, progress);
    found.set(one.finding.id, one);
  }
  return [...found.values()];
}

async function suggestAll(found: readonly FoundFinding[], content: Content): Promise<Suggestion[]> {
  const judge = openJudge(content);
  const loaded = [...new Set(found.map((one) => one.loaded))];
  const hits = await knownHits(loaded, content);
  const taken = new Set(content.ignore.entries.map(({ id }) => id));
  const suggestions: Suggestion[] = [];
  for (const one of loaded) {
    const own = found.filter((finding) => finding.loaded === one);
    const made = await suggestEntries(
      one,
      own.map(({ finding }) => finding),
      { judge, hits: hits.get(one.rule.slug) ?? [], taken, now: Date.now() },
    );
    for (const { entry } of made) if (entry) taken.add(entry.id);
    suggestions.push(...made);
  }
  return suggestions;
}

function suggestionJson({ use, findings, entry, verdict, refused }: Suggestion): object {
  return {
    kind: "suggestion",
    rule: use.rule,
    findings: findings.map(({ id }) => id),
    line: use.line,
    entry: entry ? JSON.parse(pasteTexts(entry, Date.now()).setting)[0] : null,
    verdict: verdict ? VERDICTS[verdict.kind] : null,
    tried: verdict?.tried ?? 0,
    ...(refused ? { refused } : {}),
  };
}

function suggestionLines(one: Suggestion, terminal: Terminal): void {
  const { use, findings, entry, verdict, refused } = one;
  terminal.out(
    `${countText(findings.length, "finding")} of ${use.rule}, one use: ${oneLine(use.line, 200)}`,
  );
  if (!entry || !verdict) {
    terminal.out(
      `${styleText(terminal, "red", "no entry is suggested")}: ${oneLine(refused, 600)}`,
    );
    return;
  }
  const attacked =
    verdict.kind === "holds"
      ? `no attack of ${verdict.tried} hides behind it`
      : `it was not attacked: ${"reason" in verdict ? verdict.reason : ""}`;
  terminal.out(
    `${styleText(terminal, "bold", entry.id)} hides ${findings.length === 1 ? "it" : "them"} and ` +
      `nothing that the rule's cases must find; ${attacked}.`,
  );
  terminal.out(`Replace every ${TO_FILL}; until then the entry hides nothing.`);
  pasteLines(entry, terminal);
}
