import { quote } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { foldCase } from "../hunt/conditions/text-test.ts";
import type { IgnoreEntry, IgnoreList } from "../hunt/ignore/ignore.ts";
import { shortestPassing } from "../techniques/passing.ts";
import { findFault } from "./term-faults.ts";
import { listFault, readTerms } from "./term-list.ts";
import { together } from "./together.ts";

/**
 * The setting with terms for all rules; `__<SLUG>` after its name makes them terms for one rule.
 */
const SETTING = "IGNORE_COMMAND_LINES";

/**
 * Reads the plain terms of the app settings; they have no date, and are marked as unverified. An
 * event is hidden if its command line contains a term, ignoring case. A term that cannot be one is
 * refused; one that likely hides nothing is used, and reported.
 */
export function fromTerms(
  settings: Readonly<Record<string, string | undefined>>,
  slugs: readonly string[],
  strict: boolean,
): IgnoreList {
  const given = Object.entries(settings)
    .filter(
      (one): one is [string, string] =>
        one[1] !== undefined && one[1].trim() !== "" && one[0].toUpperCase().startsWith(SETTING),
    )
    // Settings for all rules come first: the later of two equal terms is the redundant one.
    .sort(([one], [other]) => one.length - other.length);
  return withoutDoubles(
    together(
      given.map(([name, value]) => (strict ? refuseTerms(name) : settingList(name, value, slugs))),
    ),
  );
}

function refuseTerms(name: string): IgnoreList {
  const message = "holds plain terms, which IGNORE_STRICT refuses: it hides nothing";
  return {
    entries: [],
    problems: [
      {
        where: name,
        message,
        remedy: "write structured entries (rules/ignore-lists, IGNORE_ENTRIES)",
      },
    ],
  };
}

function settingList(name: string, value: string, slugs: readonly string[]): IgnoreList {
  const rules = findRules(name.toUpperCase(), slugs);
  if (!rules) {
    const known = slugs
      .map((slug) => `${SETTING}__${slug.toUpperCase().replaceAll("-", "_")}`)
      .join(", ");
    return nothing(
      name,
      "names no rule, so it hides nothing",
      `use ${SETTING}, or one of ${known}`,
    );
  }
  const fault = listFault(value);
  if (fault) return nothing(name, `${fault.message}, so the setting hides nothing`, fault.remedy);
  const terms = readTerms(value).map((term, index) => ({
    id: `${name}#${index + 1}`,
    term,
    fault: findFault(term),
  }));
  return {
    entries: terms.flatMap(({ id, term, fault: own }) =>
      own?.refused ? [] : [makeEntry(name, id, term.text, rules)],
    ),
    problems: terms.flatMap(({ id, fault: own }) =>
      own ? [{ where: id, message: own.message, remedy: own.remedy }] : [],
    ),
  };
}

function nothing(where: string, message: string, remedy: string): IgnoreList {
  return { entries: [], problems: [{ where, message, remedy }] };
}

function findRules(name: string, slugs: readonly string[]): readonly string[] | "all" | undefined {
  if (name === SETTING) return "all";
  const wanted = name.slice(`${SETTING}__`.length);
  const slug = slugs.find((candidate) => candidate.toUpperCase().replaceAll("-", "_") === wanted);
  return slug && name.startsWith(`${SETTING}__`) ? [slug] : undefined;
}

/** Removes terms that equal an earlier one, ignoring case, and so hide nothing more. */
function withoutDoubles({ entries, problems }: IgnoreList): IgnoreList {
  const first = new Map<string, string>();
  const doubled: Problem[] = [];
  const kept = entries.filter(({ id, when, rules }) => {
    const term = "value" in when ? String(when.value) : "";
    const text = foldCase(term);
    const known = first.get(`all ${text}`) ?? first.get(`${rules} ${text}`);
    if (known === undefined) first.set(`${rules} ${text}`, id);
    else
      doubled.push({
        where: id,
        message: `the term ${quote(term, 60)} is ${known} already (case does not count)`,
        remedy: "remove it",
      });
    return known === undefined;
  });
  return { entries: kept, problems: [...problems, ...doubled] };
}

function makeEntry(
  setting: string,
  id: string,
  term: string,
  rules: readonly string[] | "all",
): IgnoreEntry {
  return {
    id,
    title: `Command line contains ${term}`,
    reason: "a plain term of the app settings",
    origin: `app setting ${setting}`,
    owner: "",
    rules,
    workspaces: "all",
    active: true,
    unverified: shortestPassing(term),
    when: { field: "CommandLine", op: "contains", value: term },
  };
}
