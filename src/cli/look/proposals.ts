import { join, sep } from "node:path";
import { type EntryFacts, usableEntries } from "../../app/entries.ts";
import { oneLine, shellWord } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { readEntry } from "../../ignore-lists/entry.ts";
import { together } from "../../ignore-lists/together.ts";
import { TO_FILL } from "../../ignore-lists/unfilled.ts";
import type { Content } from "../content.ts";
import { countText } from "../reporters/count-text.ts";
import { pasteTexts } from "../reporters/paste.ts";
import { entryFor, entryId, refusalOf } from "./use-entry.ts";
import { LONGEST_LINE, MOST_NAMES, type Use } from "./uses.ts";

/** A use that makes much of the noise, with the entry that would hide it. */
export interface Proposal {
  readonly use: Use;
  /** Undefined where no entry for it would be accepted. */
  readonly entry: ProposedEntry | undefined;
  /** Why none would be; "" where there is one. */
  readonly refused: string;
}

export interface ProposedEntry {
  readonly id: string;
  readonly file: string;
  /** The file's text: YAML, as rules/ignore-lists has it. */
  readonly text: string;
  /** What tries to hide an attack behind it. */
  readonly attack: string;
  /** What shows what it would hide, of the same time and workspaces. */
  readonly preview: string;
}

/** Of each rule so many uses are told. */
const MOST_OF_RULE = 5;
/** What was seen once is no noise. */
const LEAST_FINDINGS = 2;

/** The noisiest uses of each rule. `uses` are in order. */
export function noisiestUses(uses: readonly Use[]): Use[] {
  const slugs = [...new Set(uses.map(({ rule }) => rule))];
  return slugs.flatMap((slug) =>
    uses
      .filter(({ rule, findings }) => rule === slug && findings >= LEAST_FINDINGS)
      .slice(0, MOST_OF_RULE),
  );
}

export interface ProposalOptions {
  readonly content: Content;
  readonly facts: EntryFacts;
  /** Arguments of the commands that look at an entry. */
  readonly attack: readonly string[];
  readonly preview: readonly string[];
  /** Where the entries' files are to be. */
  readonly folder: string;
  /** Ms. */
  readonly now: number;
}

/** From here on a use is looked into before anybody thinks of ignoring it. */
const HIGH_RISK = 50;

/** How much a use makes, where, and what its risk is made of. */
export function useText({ rule, findings, hosts, risk, features }: Use): string {
  const places =
    hosts.size < MOST_NAMES ? countText(hosts.size, "host") : `${MOST_NAMES} hosts or more`;
  const why = features.size > 0 ? `: ${[...features].join(", ")}` : "";
  const warning = risk >= HIGH_RISK ? "; look into it before you ignore it" : "";
  return `${countText(findings, "finding")} of ${rule}, ${places}, risk ${risk}${why}${warning}`;
}

/** An entry for each use, as far as the sources of entries would accept it. */
export async function proposeEntries(
  uses: readonly Use[],
  options: ProposalOptions,
): Promise<Proposal[]> {
  const { content, facts, now } = options;
  const taken = new Set(content.ignore.entries.map(({ id }) => id));
  const drafts = uses.map((use) => {
    const id = entryId(use, taken);
    taken.add(id);
    return { use, id, texts: pasteTexts(entryFor(use, id, now), now) };
  });
  const read = together(
    drafts.map(({ id, texts }) =>
      readEntry(firstOf(texts.setting), { origin: id, at: () => id }, content.slugs),
    ),
  );
  const { problems } = usableEntries(read, facts);
  return drafts.map(({ use, id, texts }) => {
    const wrong = problems.find(({ where }) => where === id);
    const refused = refusalOf(use) ?? (wrong ? refusalText(wrong) : "");
    if (refused) return { use, entry: undefined, refused };
    return { use, entry: proposeEntry(use, texts.file, id, options), refused: "" };
  });
}

/** The entry of the text for IGNORE_ENTRIES: what is read again is what is pasted. */
function firstOf(setting: string): unknown {
  return (JSON.parse(setting) as unknown[])[0];
}

/** Without the words that are for an entry which somebody wrote. */
function refusalText({ message }: Problem): string {
  return message
    .replace(/^(?:when: )?the entry \S+ (?:is refused: )?/, "")
    .replace(/; until then it hides nothing$/, "");
}

function proposeEntry(
  use: Use,
  yaml: string,
  id: string,
  { folder, ...more }: ProposalOptions,
): ProposedEntry {
  const file = join(folder, `${id}.yaml`);
  const words = (rest: readonly string[]) =>
    [file.replaceAll(sep, "/"), ...rest].map((text) => shellWord(text, process.platform));
  const command = (verb: string, rest: readonly string[]) =>
    ["npx hunts ignore", verb, ...words(rest)].join(" ");
  const [attack, preview] = [command("attack", more.attack), command("preview", more.preview)];
  const lines = [
    "Proposed by a first look (hunts run --live). What it would hide, and what hides behind it:",
    // A command is pasted: it is never cut, and its words are on one line already.
    `  ${preview}`,
    `  ${attack}`,
    `Write what stands as ${TO_FILL}, set the last day, and put it into rules/ignore-lists ` +
      "or a watchlist.",
    oneLine(`${useText(use)}. The first line:`, 1_000),
    `  ${oneLine(use.line, LONGEST_LINE)}`,
  ];
  return {
    id,
    file,
    attack,
    preview,
    text: `${lines.map((line) => `# ${line}`).join("\n")}\n${yaml}\n`,
  };
}
