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
 * Makes a folder with those above it; nothing where it is there. One by one: `mkdir` with
 * `recursive` never comes back from /proc.
 * @throws the system's error
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
 * Writes a file as a whole: beside it first, then renamed. A crash or a full disk leaves what was
 * there before.
 * @throws the system's error, with the file's own path
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

/** What is left over does no harm: the next write takes its place. */
function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made.
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
