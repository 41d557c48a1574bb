import { readdirSync } from "node:fs";
import { findFileFault } from "../files/file-fault.ts";
import type { DataProblem } from "./data/problem.ts";

/** The names in a folder, sorted; a problem with the remedy if it cannot be read. */
export function listFiles(
  folder: string,
  remedy: string,
): readonly string[] | { readonly problem: DataProblem } {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (!findFileFault(error, folder)) throw error;
    return { problem: { where: folder, message: "is not a readable folder", remedy } };
  }
}
