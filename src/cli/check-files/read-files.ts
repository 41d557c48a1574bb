import { basename, dirname, extname, join, normalize } from "node:path";
import { readText } from "../../files/read-text.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import type { FormFile } from "../../rules/forms/form.ts";
import { mayHoldRules, readRulesIn } from "../../rules/forms/read-file.ts";
import { HUNT_FILE, type ReadHuntFile, readHuntFile } from "../../rules/hunt-file.ts";
import { findRuleFile } from "../../rules/rule-folder.ts";
import { isTableFile } from "../own-tables.ts";
import type { ListedFile } from "./list-files.ts";

/** What a file holds, with the hunt.yaml beside it. */
export interface CheckedFile extends ListedFile {
  readonly held: FormFile;
  readonly ours?: ReadHuntFile | undefined;
  /** What is wrong with the hunt.yaml. */
  readonly huntProblems: readonly Problem[];
  /** Whether the file is that of a rule's folder, which may have cases. */
  readonly isOfFolder: boolean;
}

/** Reads files one by one; whatever one of them holds, the others are read. */
export function fileReader(): (listed: ListedFile) => CheckedFile {
  const folders = new Map<string, FolderPart>();
  return (listed) => {
    const folder = dirname(listed.file);
    const part = folders.get(folder) ?? readFolder(folder);
    folders.set(folder, part);
    const isOfFolder = part.file !== undefined && normalize(listed.file) === part.file;
    return {
      ...listed,
      held: readFile(listed),
      isOfFolder,
      ours: isOfFolder ? part.ours : undefined,
      huntProblems: isOfFolder ? part.problems : [],
    };
  };
}

interface FolderPart {
  readonly file?: string;
  readonly ours?: ReadHuntFile | undefined;
  readonly problems: readonly Problem[];
}

function readFolder(folder: string): FolderPart {
  const found = findRuleFile(folder);
  if (found === undefined || "problem" in found) return { problems: [] };
  const file = normalize(found.file);
  if (found.huntFile === undefined) return { file, problems: [] };
  const ours = readHuntFile(join(folder, HUNT_FILE));
  return "problems" in ours ? { file, problems: ours.problems } : { file, ours, problems: [] };
}

function readFile({ file, name }: ListedFile): FormFile {
  const nothing = { rules: [], functions: [], problems: [], notices: [] };
  if (basename(file) === HUNT_FILE) return { ...nothing, holdsNothing: "the options of a rule" };
  if (isTableFile(file)) return { ...nothing, holdsNothing: "the columns of a table" };
  if (!mayHoldRules(name))
    return { ...nothing, holdsNothing: `a file of the kind ${extname(file) || "without an end"}` };
  const read = readText(file);
  if ("problem" in read) return { ...nothing, problems: [read.problem] };
  return readRulesIn(file, read.text);
}
