import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Record_, timeOf } from "./table-data.ts";

/** A place in the data that could not be used; the rest of the file is. */
export interface DataProblem {
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

/** Data that cannot be used at all. */
export class DataError extends Error {}

export interface DataFile {
  /** The file's name without `.jsonl[.gz]`: a table's, or a function's. */
  readonly name: string;
  readonly records: readonly Record_[];
}

/** Names of the data files in a folder, without reading them. @throws where the folder cannot be read */
export function dataNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /\.jsonl(\.gz)?$/.test(file))
    .map((file) => file.replace(/\.jsonl(\.gz)?$/, ""))
    .sort();
}

/** Problems of one file that are told one by one. */
const MOST_PROBLEMS = 5;

/**
 * Reads one data file; a line that is no JSON object or has no readable TimeGenerated is reported and left out. A file in
 * which no line has a TimeGenerated is no table at all: it has no records.
 */
export function readDataFile(folder: string, name: string): { file: DataFile; problems: DataProblem[] } {
  const { path, text } = readText(folder, name);
  const records: Record_[] = [];
  const problems: DataProblem[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const record = recordOf(line);
    const message =
      typeof record === "string" ? record : timeOf(record) === undefined ? "the row has no TimeGenerated that can be read" : undefined;
    if (message) problems.push({ where: `${path}:${index + 1}`, message, remedy: "correct or remove the line; the other rows were used" });
    else records.push(record as Record_);
  });
  if (records.length === 0) return { file: { name, records }, problems: [] };
  return { file: { name, records }, problems: shortened(problems, path) };
}

function shortened(problems: readonly DataProblem[], path: string): DataProblem[] {
  if (problems.length <= MOST_PROBLEMS) return [...problems];
  const more = {
    where: path,
    message: `${problems.length - MOST_PROBLEMS} more lines cannot be used`,
    remedy: "correct or remove them; the other rows were used",
  };
  return [...problems.slice(0, MOST_PROBLEMS), more];
}

function readText(folder: string, name: string): { path: string; text: string } {
  const plain = join(folder, `${name}.jsonl`);
  try {
    return { path: plain, text: readFileSync(plain, "utf8") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const packed = `${plain}.gz`;
  try {
    return { path: packed, text: gunzipSync(readFileSync(packed)).toString("utf8") };
  } catch (error) {
    throw new DataError(`${packed} cannot be unpacked (${(error as Error).message}); pack it again`);
  }
}

function recordOf(line: string): Record_ | string {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record_) : "the line is not a JSON object";
  } catch {
    return "the line is not JSON";
  }
}
