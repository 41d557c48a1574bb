import { join, sep } from "node:path";
import { type EntryFacts, usableEntries } from "../../app/entries.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine, shellWord } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { HIGH_RISK, TO_FILL } from "../../hunt/ignore/offered.ts";
import { readEntry } from "../../ignore-lists/entry.ts";
import { together } from "../../ignore-lists/together.ts";
import type { Content } from "../content.ts";
import { pasteTexts } from "../reporters/paste.ts";
import { entryFor, entryId, explainRefusal } from "./use-entry.ts";
import { LONGEST_LINE, MOST_NAMES, type Use } from "./uses.ts";

/** A frequent use, with the entry that would hide it. */
export interface Proposal {
  readonly use: Use;
  /** Undefined if no entry for it would be accepted. */
  readonly entry: ProposedEntry | undefined;
  /** Why none would be accepted; "" if there is an entry. */
  readonly refused: string;
}

export interface ProposedEntry {
  readonly id: string;
  readonly file: string;
  /** The text of the file: YAML, as in rules/ignore-lists. */
  readonly text: string;
  /** The command that tries to hide an attack behind it. */
  readonly attack: string;
  /** The command that shows what it would hide in the same time and workspaces. */
  readonly preview: string;
}

/** How many uses of a rule are shown. */
const MAX_USES_SHOWN = 5;
/** A use that was seen only once is not noise. */
const MIN_FINDINGS = 2;

/** The noisiest uses of each rule. `uses` are in order. */
export function noisiestUses(uses: readonly Use[]): Use[] {
  const slugs = [...new Set(uses.map(({ rule }) => rule))];
  return slugs.flatMap((slug) =>
    uses
      .filter(({ rule, findings }) => rule === slug && findings >= MIN_FINDINGS)
      .slice(0, MAX_USES_SHOWN),
  );
}

export interface ProposalOptions {
  readonly content: Content;
  readonly facts: EntryFacts;
  /** Further arguments of the commands that attack and preview an entry. */
  readonly attack: readonly string[];
  readonly preview: readonly string[];
  /** The folder for the entries' files. */
  readonly folder: string;
  /** Ms. */
  readonly now: number;
}

/** How many findings a use has, on how many hosts, and what makes up its risk. */
export function useText({ rule, findings, hosts, risk, features }: Use): string {
  const places =
    hosts.size < MOST_NAMES ? countText(hosts.size, "host") : `${MOST_NAMES} hosts or more`;
  const why = features.size > 0 ? `: ${[...features].join(", ")}` : "";
  const warning = risk >= HIGH_RISK ? "; investigate it before you ignore it" : "";
  return `${countText(findings, "finding")} of ${rule}, ${places}, risk ${risk}${why}${warning}`;
}

/** Proposes an entry for each use, unless the sources of entries would refuse it. */
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
      readEntry(firstInSetting(texts.setting), { origin: id, at: () => id }, content.slugs),
    ),
  );
  const { problems } = usableEntries(read, facts);
  return drafts.map(({ use, id, texts }) => {
    const wrong = problems.find(({ where }) => where === id);
    const refused = explainRefusal(use) ?? (wrong ? refusalText(wrong) : "");
    if (refused) return { use, entry: undefined, refused };
    return { use, entry: proposeEntry(use, texts.file, id, options), refused: "" };
  });
}

/** The entry in the text for IGNORE_ENTRIES, so that what is checked is what is pasted. */
function firstInSetting(setting: string): unknown {
  return (JSON.parse(setting) as unknown[])[0];
}

/** The reason of a refusal, without the words meant for the author of an entry. */
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
    "Proposed by a first look (hunts run --live). To see what it hides, and to attack it:",
    // A command is meant to be pasted, so it is never cut; its words are on one line already.
    `  ${preview}`,
    `  ${attack}`,
    `Replace every ${TO_FILL}, set the last day, and add it to rules/ignore-lists or a ` +
      "watchlist.",
    oneLine(`${useText(use)}. First command line:`, 1_000),
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
