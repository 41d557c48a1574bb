import { lstatSync, statSync } from "node:fs";

/** Whether a path leads to a folder; false if it cannot be accessed. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a path is a link whose target does not exist. */
export function isBrokenLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink() && !canBeReached(path);
  } catch {
    return false;
  }
}

function canBeReached(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether a path exists; true if it cannot be accessed, so that reading it reports the reason. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
