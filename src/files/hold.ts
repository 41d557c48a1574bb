import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, uptime } from "node:os";
import { join } from "node:path";

/** The process that holds a folder. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When it started, ms. */
  readonly started: number;
}

export interface Hold {
  /** The file that says who holds the folder. */
  readonly path: string;
  /** Who holds it; undefined where that cannot be read, because it is being written. */
  readonly holder: Holder | undefined;
  /** Whether that is this process, which gives it back when it ends. */
  readonly own: boolean;
  /** Whose it was, where that process ended without giving it back. */
  readonly leftBy: Holder | undefined;
}

const NAME = "hunts.lock";
const SELF: Holder = {
  pid: process.pid,
  host: hostname(),
  started: Math.round(Date.now() - process.uptime() * 1_000),
};

/**
 * Takes a folder for this process until it ends, where no other that lives has taken it. Only one
 * process can: a file is made that must not be there yet.
 * @throws the system's error where the folder cannot be written
 */
export function holdFolder(folder: string): Hold {
  const path = join(folder, NAME);
  if (isMade(path)) return ours(path, undefined);
  const before = holderIn(path);
  if (isSelf(before)) return ours(path, undefined);
  if (isHeld(path, before)) return { path, holder: before, own: false, leftBy: undefined };
  return takeOver(path, before);
}

/**
 * Several may see that the holder is gone: who makes the claim looks again, and only then puts it
 * in the lock's place.
 */
function takeOver(path: string, before: Holder | undefined): Hold {
  const claim = `${path}.claim`;
  if (!isMade(claim) && !(isGone(claim) && isMade(claim)))
    return { path, holder: holderIn(path), own: false, leftBy: undefined };
  const now = holderIn(path);
  if (isHeld(path, now)) {
    unlinkSync(claim);
    return { path, holder: now, own: false, leftBy: undefined };
  }
  putInPlace(claim, path);
  return ours(path, before);
}

function putInPlace(claim: string, path: string): void {
  try {
    renameSync(claim, path);
  } catch (error) {
    removeIfThere(claim);
    throw Object.assign(error as Error, { path });
  }
}

/** A claim of a process that ended before it could use it. */
function isGone(claim: string): boolean {
  if (isHeld(claim, holderIn(claim))) return false;
  removeIfThere(claim);
  return true;
}

const held = new Set<string>();

function ours(path: string, leftBy: Holder | undefined): Hold {
  if (held.size === 0) process.once("exit", giveBack);
  held.add(path);
  return { path, holder: SELF, own: true, leftBy };
}

function giveBack(): void {
  for (const path of held) if (isSelf(holderIn(path))) removeIfThere(path);
}

/** False where the file is there already. */
function isMade(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  try {
    writeFileSync(file, JSON.stringify(SELF));
    return true;
  } catch (error) {
    removeIfThere(path);
    throw Object.assign(error as Error, { path });
  } finally {
    closeSync(file);
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else was quicker.
  }
}

function holderIn(path: string): Holder | undefined {
  try {
    const { pid, host, started } = JSON.parse(readFileSync(path, "utf8")) as Partial<Holder>;
    const isWhole = Number.isInteger(pid) && typeof host === "string" && Number.isFinite(started);
    return isWhole ? ({ pid, host, started } as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** How long a process may take to write who it is, ms. */
const WRITING_MS = 10_000;

function isHeld(path: string, holder: Holder | undefined): boolean {
  return holder
    ? isAlive(holder)
    : (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > Date.now() - WRITING_MS;
}

/**
 * Of another machine's process nothing is known; it counts as alive. One of this process's number
 * had it before.
 */
function isAlive(holder: Holder): boolean {
  if (holder.host !== SELF.host) return true;
  if (holder.pid === SELF.pid) return false;
  if (holder.started < Date.now() - uptime() * 1_000) return false;
  try {
    return process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function isSelf(holder: Holder | undefined): boolean {
  return holder?.pid === SELF.pid && holder.host === SELF.host && holder.started === SELF.started;
}
