import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { isFolder } from "./kind.ts";

/**
 * Creates a folder and its parents, unless it exists. It creates them one by one, because `mkdir`
 * with `recursive` never returns for a path in /proc.
 * @throws the system error
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isFolder(path)) throw error;
  }
}

/**
 * Replaces a file atomically: writes a new file beside it and renames that. After a crash or with a
 * full disk, the old file is still there.
 * @throws the system error, with the path of the file itself
 */
export function replaceFile(path: string, text: string | Uint8Array): void {
  const beside = `${path}.new`;
  try {
    writeWhole(beside, text);
    renameSync(beside, path);
  } catch (error) {
    removeIfThere(beside);
    throw Object.assign(error as Error, { path });
  }
}

/** A leftover file does no harm: the next write replaces it. */
function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never created.
  }
}

function writeWhole(path: string, text: string | Uint8Array): void {
  const file = openSync(path, "w");
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
