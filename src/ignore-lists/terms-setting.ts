import type { IgnoreEntry, IgnoreList, Problem } from "../hunt/ignore.ts";

/** Name of the setting with terms for all rules; `__<SLUG>` after it makes them one rule's. */
const SETTING = "IGNORE_COMMAND_LINES";

/**
 * Plain terms of the app settings; they have no date, and are marked as unverified. One a line, or separated by `;` outside quotes. An event is hidden where its command
 * line contains a term, in any case. Blanks around a term and one pair of quotes around it are not part of it.
 */
export function fromTerms(settings: Readonly<Record<string, string | undefined>>, slugs: readonly string[], strict: boolean): IgnoreList {
  const lists = Object.entries(settings)
    .filter(([name, value]) => value !== undefined && name.toUpperCase().startsWith(SETTING))
    .map(([name, value = ""]) => (strict ? refused(name) : settingList(name, value, slugs)));
  return { entries: lists.flatMap(({ entries }) => entries), problems: lists.flatMap(({ problems }) => problems) };
}

function refused(name: string): IgnoreList {
  const message = "holds plain terms, which IGNORE_STRICT refuses: it hides nothing";
  return { entries: [], problems: [{ where: name, message, remedy: "write structured entries (rules/ignore-lists, IGNORE_ENTRIES)" }] };
}

function settingList(name: string, value: string, slugs: readonly string[]): IgnoreList {
  const rules = rulesOf(name.toUpperCase(), slugs);
  if (!rules) {
    const known = slugs.map((slug) => `${SETTING}__${slug.toUpperCase().replaceAll("-", "_")}`).join(", ");
    return {
      entries: [],
      problems: [{ where: name, message: "names no rule, so it hides nothing", remedy: `use ${SETTING}, or one of ${known}` }],
    };
  }
  const terms = splitTerms(value);
  const unclosed = terms.some((term) => /^"[^"]*$/.test(term)) || oddQuotes(value);
  const problems: Problem[] = unclosed
    ? [
        {
          where: name,
          message: "a quote is not closed, so the setting hides nothing",
          remedy: "close it, or remove it: a term needs quotes only where it holds a ;",
        },
      ]
    : [];
  return { entries: unclosed ? [] : terms.map((term, index) => entryOf(name, term, index, rules)), problems };
}

function rulesOf(name: string, slugs: readonly string[]): readonly string[] | "all" | undefined {
  if (name === SETTING) return "all";
  const wanted = name.slice(`${SETTING}__`.length);
  const slug = slugs.find((candidate) => candidate.toUpperCase().replaceAll("-", "_") === wanted);
  return slug && name.startsWith(`${SETTING}__`) ? [slug] : undefined;
}

/** A quote begins and ends a quoted run only where the term begins and ends: a command line may hold quotes of its own. */
export function splitTerms(value: string): string[] {
  const terms = value.matchAll(/[ \t]*(?:"([^"\r\n]*)"[ \t]*(?=[;\r\n]|$)|([^;\r\n]*))(?:[;\r\n]|$)/g);
  return [...terms].map(([, quoted, plain]) => (quoted ?? plain ?? "").trim()).filter((term) => term !== "");
}

/** A quote that begins a term must end it, or stand in a pair: a half-open one would cut the term at the next `;`. */
function oddQuotes(value: string): boolean {
  return value.split(/\r?\n/).some((line) => /^\s*"/.test(line) && (line.match(/"/g)?.length ?? 0) % 2 === 1);
}

function entryOf(setting: string, term: string, index: number, rules: readonly string[] | "all"): IgnoreEntry {
  return {
    id: `${setting}#${index + 1}`,
    title: `Command line contains ${term}`,
    reason: "a plain term of the app settings",
    origin: `app setting ${setting}`,
    owner: "",
    rules,
    workspaces: "all",
    active: true,
    unverified: bypassOf(term),
    when: { field: "CommandLine", op: "contains", value: term },
  };
}

/** A short line that loads a stranger's module and is hidden all the same: what the program is called, and what follows the module, is free. */
function bypassOf(term: string): string {
  return /[\s"]/.test(term) ? `rundll32 x,a ${term}` : `${term} x,a`;
}
