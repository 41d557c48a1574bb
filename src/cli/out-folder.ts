import { join } from "node:path";
import { ResourcesError } from "../emulator/journal.ts";
import { createResources, type Resources } from "../emulator/resources.ts";
import { findFileFault } from "../files/file-fault.ts";
import { type Hold, type Holder, holdFolder } from "../files/hold.ts";
import { isThere } from "../files/kind.ts";
import { makeFolder } from "../files/write.ts";
import { countText } from "../hunt/base/count-text.ts";
import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { iso } from "../hunt/base/window.ts";
import { LedgerError, readLedger } from "../stores/file.ts";
import type { Terminal } from "./terminal.ts";
import { UserError } from "./user-error.ts";

const LEDGER = "ledger.json";
/** Kept apart, because what was written to the emulator was not written to Azure. */
const LIVE_LEDGER = "ledger.live.json";
const RESOURCES = "resources.jsonl";

export const resourcesFile = (out: string) => join(out, RESOURCES);
export const ledgerFile = (out: string, live: boolean) => join(out, live ? LIVE_LEDGER : LEDGER);

/**
 * Creates a folder and locks it for this process until it ends. @throws UserError if it cannot, or
 * if another run holds the lock
 */
export function takeFolder(folder: string, option: string, terminal: Terminal): void {
  const { own, holder, leftBy, path } = makeAndHold(folder, option);
  if (!own) {
    const whose = holder
      ? `another run, which ${describeHolder(holder)}`
      : "another run that is about to begin";
    throw new UserError(
      `${folder} is in use by ${whose}`,
      `wait for it to end, or name another folder with ${option} (${path} is its lock file)`,
    );
  }
  if (leftBy)
    terminal.err(
      `${folder} was taken over from a run that was interrupted: it ${describeHolder(leftBy)}`,
    );
}

function describeHolder({ pid, host, started }: Holder): string {
  return `began at ${iso(started).slice(0, 19)}Z as process ${pid} of ${host}`;
}

function makeAndHold(folder: string, option: string): Hold {
  try {
    makeFolder(folder);
    return holdFolder(folder);
  } catch (error) {
    const fault = findFileFault(error);
    if (!fault) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    const what =
      { EEXIST: "is not a folder", ENOTDIR: "is not a folder", ENOENT: "cannot be created" }[
        code
      ] ?? fault.what;
    throw new UserError(
      `${option}: ${oneLine(fault.path, 150)} ${what}`,
      "name a folder that you can write to",
    );
  }
}

/** The resources kept in a file. @throws UserError if it contains anything else */
export function openResources(path: string, option: string): Resources {
  try {
    return createResources(path);
  } catch (error) {
    if (error instanceof ResourcesError)
      throw new UserError(
        error.message,
        `move it elsewhere to start again, or name another with ${option}`,
      );
    throw error;
  }
}

/** Runs `open`, which opens a ledger. @throws UserError if the file is not a ledger */
export function withLedger<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof LedgerError)
      throw new UserError(error.message, `${error.remedy}, or name another folder with --out`);
    throw error;
  }
}

/**
 * A problem if the file with the resources is missing although the ledger refers to them: a local
 * run cannot notice that by itself.
 */
export function goneResources(out: string): Problem[] {
  if (isThere(resourcesFile(out))) return [];
  const ledger = ledgerFile(out, false);
  const known = Object.values(withLedger(() => readLedger(ledger)).entries)
    .flatMap(({ slots }) => slots)
    .reduce((sum, { reserved }) => sum + reserved.count(({ delivered }) => delivered > 0), 0);
  if (known === 0) return [];
  const message =
    `is missing; ${ledger} lists ${countText(known, "finding")} whose resources were in it, and ` +
    "they count as deleted by an analyst";
  return [
    {
      where: resourcesFile(out),
      message,
      remedy: `restore it, or delete ${ledger} to have them written again`,
    },
  ];
}
