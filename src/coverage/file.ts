import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { CoverageStore } from "../hunt/ports.ts";
import { EMPTY_LEDGER, type Ledger } from "./ledger.ts";
import { memoryStore } from "./memory.ts";

/**
 * A ledger in a JSON file, for one process at a time. Every change is on disk before the call returns: written beside
 * and renamed, so that a crash leaves the state before or after, never a torn one.
 * @throws LedgerError where the file is no ledger, or one of a newer version
 */
export function fileStore(path: string): CoverageStore {
  return memoryStore(readLedger(path), (ledger) => writeLedger(path, ledger));
}

export class LedgerError extends Error {}

/** The ledger in a file; an empty one where there is no file. @throws LedgerError */
export function readLedger(path: string): Ledger {
  const text = readIfThere(path);
  if (text === undefined) return EMPTY_LEDGER;
  const ledger = parsed(text);
  if (ledger?.version === undefined) throw new LedgerError(`${path} is not a ledger; move it away to begin a new one`);
  if (ledger.version !== 1)
    throw new LedgerError(`${path} has version ${ledger.version}, this program reads version 1; use the program that wrote it`);
  return ledger as Ledger;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parsed(text: string): { version?: number } | undefined {
  try {
    return JSON.parse(text) as { version?: number };
  } catch {
    return undefined;
  }
}

function writeLedger(path: string, ledger: Ledger): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(ledger));
  renameSync(`${path}.new`, path);
}
