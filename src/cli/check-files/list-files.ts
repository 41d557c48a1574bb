import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findFileFault } from "../../files/file-fault.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { UserError } from "../user-error.ts";

/** A file at or below a path that was given. */
export interface ListedFile {
  readonly file: string;
  /** Its path from the folder that was given, with `/` between names. */
  readonly name: string;
}

export interface ListedFiles {
  readonly files: readonly ListedFile[];
  /** Folders that cannot be read. */
  readonly problems: readonly Problem[];
}

/** Folders of tools, which hold nothing that people wrote. */
const SKIPPED = [".git", "node_modules"];

/** @throws UserError if a path does not exist */
export function listFiles(paths: readonly string[]): ListedFiles {
  const files = new Map<string, ListedFile>();
  const problems: Problem[] = [];
  for (const path of paths) {
    if (!lstatSync(path, { throwIfNoEntry: false }))
      throw new UserError(`there is no file or folder ${path}`, "name one that is there");
    const open: ListedFile[] = [{ file: path, name: "" }];
    for (let one = open.pop(); one; one = open.pop()) {
      const below = listFolder(one, problems);
      if (below) open.push(...below.reverse());
      else if (!files.has(one.file)) files.set(one.file, { ...one, name: one.name || path });
    }
  }
  return { files: [...files.values()], problems };
}

/** The entries of a folder; undefined for a file. A link below a path is not followed. */
function listFolder({ file, name }: ListedFile, problems: Problem[]): ListedFile[] | undefined {
  try {
    if (!lstatSync(file).isDirectory() && !(name === "" && isDirectoryLink(file))) return undefined;
    return readdirSync(file)
      .filter((one) => !SKIPPED.includes(one))
      .sort()
      .map((one) => ({ file: join(file, one), name: name === "" ? one : `${name}/${one}` }));
  } catch (error) {
    const fault = findFileFault(error, file);
    if (!fault) throw error;
    problems.push({ where: file, message: fault.what, remedy: fault.remedy });
    return [];
  }
}

function isDirectoryLink(file: string): boolean {
  if (!lstatSync(file).isSymbolicLink()) return false;
  try {
    readdirSync(file);
    return true;
  } catch {
    return false;
  }
}
