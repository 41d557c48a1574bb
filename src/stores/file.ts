import { dirname } from "node:path";
import { writing } from "../files/file-fault.ts";
import { isThere } from "../files/kind.ts";
import { readText } from "../files/read-text.ts";
import { makeFolder, replaceFile } from "../files/write.ts";
import { parseJson } from "../hunt/base/parse-json.ts";
import type { CoverageStore } from "../hunt/ledger/store.ts";
import { EMPTY_LEDGER, type Ledger } from "./ledger.ts";
import { asLedger } from "./ledger-schema.ts";
import { memoryStore } from "./memory.ts";

/**
 * A ledger in a JSON file, for one process at a time. Every change is on disk as a whole before the
 * call returns: a crash or a full disk leaves the state before or after it, never a mixture.
 * @throws LedgerError if the file is not a ledger, or is one of a newer version; the store's calls
 * throw WriteFailed
 */
export function fileStore(path: string): CoverageStore {
  return memoryStore(readLedger(path), (ledger) => writeLedger(path, ledger));
}

/** A file that cannot be used as a ledger: one line, and what to do. */
export class LedgerError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy = "move it elsewhere to begin a new one") {
    super(message);
    this.name = "LedgerError";
    this.remedy = remedy;
  }
}

const MOST_BYTES = 400 * 1024 * 1024;

/** The ledger in a file; an empty one if there is no file. @throws LedgerError */
export function readLedger(path: string): Ledger {
  if (!isThere(path)) return EMPTY_LEDGER;
  const read = readText(path, MOST_BYTES);
  if ("problem" in read) throw new LedgerError(`${read.problem.where} ${read.problem.message}`);
  const ledger = asLedger(parseJson(read.text));
  if ("ledger" in ledger) return ledger.ledger;
  const { version, wrong } = ledger;
  if (version === undefined)
    throw new LedgerError(
      `${path} is not a ledger: ${read.text.trim() === "" ? "it is empty" : wrong}`,
    );
  throw new LedgerError(
    `${path} has version ${version}, this program reads version 1`,
    "use the program that wrote it",
  );
}

function writeLedger(path: string, ledger: Ledger): void {
  writing(path, () => {
    makeFolder(dirname(path));
    replaceFile(path, JSON.stringify(ledger));
  });
}
