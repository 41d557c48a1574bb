import { join } from "node:path";
import { ResourcesError } from "../emulator/journal.ts";
import { createResources, type Resources } from "../emulator/resources.ts";
import { type Hold, type Holder, holdFolder } from "../files/hold.ts";
import { isThere } from "../files/kind.ts";
import { fileTrouble } from "../files/trouble.ts";
import { makeFolder } from "../files/write.ts";
import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { iso } from "../hunt/base/window.ts";
import { LedgerError, readLedger } from "../stores/file.ts";
import { countText } from "./reporters/count-text.ts";
import type { Terminal } from "./terminal.ts";
import { UserError } from "./user-error.ts";

const LEDGER = "ledger.json";
/** What was written to the emulator was not written to Azure: each has a ledger of its own. */
const LIVE_LEDGER = "ledger.live.json";
const RESOURCES = "resources.jsonl";

export const resourcesFile = (out: string) => join(out, RESOURCES);
export const ledgerFile = (out: string, live: boolean) => join(out, live ? LIVE_LEDGER : LEDGER);

/**
 * Makes a folder and takes it for this process, until it ends. @throws UserError where it cannot,
 * or another run has it
 */
export function takeFolder(folder: string, option: string, terminal: Terminal): void {
  const { own, holder, leftBy, path } = makeAndHold(folder, option);
  if (!own) {
    const whose = holder
      ? `another run, which ${describeHolder(holder)}`
      : "another run, which is about to begin";
    throw new UserError(
      `${folder} is in use by ${whose}`,
      `wait for its end, or name another folder with ${option} (${path} says who has it)`,
    );
  }
  if (leftBy)
    terminal.err(
      `${folder} was taken over from a run that ended half-way: it ${describeHolder(leftBy)}`,
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
    const trouble = fileTrouble(error);
    if (!trouble) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    const what =
      { EEXIST: "is no folder", ENOTDIR: "is no folder", ENOENT: "cannot be made" }[code] ??
      trouble.what;
    throw new UserError(
      `${option}: ${oneLine(trouble.path, 150)} ${what}`,
      "name a folder that can be written",
    );
  }
}

/** The resources that a file keeps. @throws UserError where it holds anything else */
export function openResources(path: string, option: string): Resources {
  try {
    return createResources(path);
  } catch (error) {
    if (error instanceof ResourcesError)
      throw new UserError(
        error.message,
        `move it away to begin anew, or name another with ${option}`,
      );
    throw error;
  }
}

/** What a ledger is opened for. @throws UserError where the file is none */
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
 * What a run over local data cannot see by itself: that the resources are gone which the ledger
 * knows.
 */
export function goneResources(out: string): Problem[] {
  if (isThere(resourcesFile(out))) return [];
  const ledger = ledgerFile(out, false);
  const known = Object.values(withLedger(() => readLedger(ledger)).entries)
    .flatMap(({ slots }) => slots.flatMap(({ reserved }) => reserved))
    .filter(({ delivered }) => delivered > 0).length;
  if (known === 0) return [];
  const message =
    `is gone; ${ledger} knows ${countText(known, "finding")} whose resources were in it, and ` +
    "they count as deleted by an analyst";
  return [
    {
      where: resourcesFile(out),
      message,
      remedy: `put it back, or delete ${ledger} to have them written again`,
    },
  ];
}
