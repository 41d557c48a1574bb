import { readLenientYaml } from "../../content/lenient-yaml.ts";
import { readText } from "../../files/read-text.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { withKnownFields } from "../../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry, IgnoreList } from "../../hunt/ignore/ignore.ts";
import type { Language, LoadedRule } from "../../rules/read-rule.ts";
import { ruleColumns } from "../columns.ts";
import type { Content } from "../content.ts";
import { ruleLanguage } from "../language.ts";
import { readElasticList } from "./elastic-list.ts";
import { type ForeignBlock, readSigmaDocument, type SigmaDocument } from "./sigma-document.ts";
import { makeSigmaRule } from "./sigma-rule.ts";

/** A block that a file of another product excludes, as an entry for the rule that runs. */
export interface ForeignSubject {
  readonly entry: IgnoreEntry;
  readonly loaded: LoadedRule;
}

export interface ForeignFilters {
  readonly subjects: readonly ForeignSubject[];
  /** What cannot be converted, or run. */
  readonly problems: readonly Problem[];
  /** Files that exclude nothing. */
  readonly notices: readonly Problem[];
}

/** Whether a file is Sigma's or Elastic's, and not one of ignore entries. */
export function isForeign(file: string): boolean {
  if (/\.(?:ndjson|json)$/i.test(file)) return true;
  if (!/\.ya?ml$/i.test(file)) return false;
  const read = readText(file);
  return "text" in read && /^["']?(?:detection|filter|correlation)["']?\s*:/m.test(read.text);
}

/**
 * Reads what files of other products exclude.
 * @param ran the rule that runs; without one, a Sigma rule runs itself
 */
export function readForeign(
  files: readonly string[],
  content: Content,
  ran: LoadedRule | undefined,
): ForeignFilters {
  const language = ruleLanguage(content.parsers, content);
  const read = files.map((file) => readFile(file, language, ran));
  const all = {
    subjects: read.flatMap(({ subjects }) => subjects),
    problems: read.flatMap(({ problems }) => problems),
    notices: read.flatMap(({ notices }) => notices),
  };
  return ran ? withReturnedFields(all, content, ran) : all;
}

/** A Sigma rule that runs itself returns every column; another rule may lack some. */
function withReturnedFields(
  { subjects, problems, notices }: ForeignFilters,
  content: Content,
  ran: LoadedRule,
): ForeignFilters {
  const list: IgnoreList = { entries: subjects.map(({ entry }) => entry), problems };
  const known = withKnownFields(list, ruleColumns({ ...content, rules: [ran] }));
  return {
    subjects: known.entries.map((entry) => ({ entry, loaded: ran })),
    problems: known.problems,
    notices,
  };
}

function readFile(file: string, language: Language, ran: LoadedRule | undefined): ForeignFilters {
  const found = readText(file);
  if ("problem" in found) return onlyProblems([found.problem]);
  if (/json$/i.test(file)) return readElastic(file, found.text, ran);
  const { documents, slips, problems } = readLenientYaml(file, found.text);
  const read = documents.map((one) => {
    const document = readSigmaDocument(one, file);
    return "message" in document
      ? onlyProblems([document])
      : readSigma(document, file, language, ran);
  });
  return {
    subjects: read.flatMap(({ subjects }) => subjects),
    problems: [...problems, ...slips, ...read.flatMap((one) => one.problems)],
    notices: read.flatMap(({ notices }) => notices),
  };
}

function onlyProblems(problems: readonly Problem[]): ForeignFilters {
  return { subjects: [], problems, notices: [] };
}

function readElastic(file: string, text: string, ran: LoadedRule | undefined): ForeignFilters {
  const { blocks, problems } = readElasticList(file, text);
  if (!ran) return onlyProblems([withoutRule(`${file}:1:1`), ...problems]);
  return { subjects: blocks.map((block) => subjectOf(block, ran)), problems, notices: [] };
}

function withoutRule(where: string): Problem {
  return {
    where,
    message: "the file does not say what runs",
    remedy: "name the rule with --rule",
  };
}

/** A file that excludes nothing needs no rule; nor does one of which nothing can be converted. */
function readSigma(
  document: SigmaDocument,
  file: string,
  language: Language,
  ran: LoadedRule | undefined,
): ForeignFilters {
  const { blocks, problems, place, wants, kind } = document;
  if (blocks.length === 0) {
    const message = "the rule excludes nothing, so that there is nothing to attack";
    const notice = { where: place([]), message, remedy: "none is needed" };
    return { subjects: [], problems, notices: problems.length === 0 ? [notice] : [] };
  }
  if (ran) return { subjects: blocks.map((one) => subjectOf(one, ran)), problems, notices: [] };
  if (kind === "filter") return onlyProblems([...problems, withoutRule(place([]))]);
  if ("problems" in wants) return onlyProblems([...problems, ...wants.problems]);
  const made = makeSigmaRule(document, wants.when, file, language);
  if ("problems" in made) return onlyProblems([...problems, ...made.problems]);
  return { subjects: blocks.map((one) => subjectOf(one, made.loaded)), problems, notices: [] };
}

function subjectOf({ id, origin, expires, when }: ForeignBlock, loaded: LoadedRule) {
  const entry: IgnoreEntry = {
    ...{ id, title: id, reason: "", origin, owner: "", expires },
    ...{ rules: [loaded.rule.slug], workspaces: "all", active: true, when },
  };
  return { entry, loaded };
}
