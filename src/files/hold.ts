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

/** The process that holds the lock on a folder. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, ms. */
  readonly started: number;
}

export interface Hold {
  /** The lock file. */
  readonly path: string;
  /** The process that holds the lock; undefined while that process is still writing the file. */
  readonly holder: Holder | undefined;
  /** Whether the holder is this process. It releases the lock when it exits. */
  readonly own: boolean;
  /** The previous holder, if it exited without releasing the lock. */
  readonly leftBy: Holder | undefined;
}

const NAME = "hunts.lock";
const SELF: Holder = {
  pid: process.pid,
  host: hostname(),
  started: Math.round(Date.now() - process.uptime() * 1_000),
};

/**
 * Locks a folder for this process until it exits, unless another live process holds the lock. The
 * lock is a file created exclusively, so only one process can succeed.
 * @throws the system error if the folder is not writable
 */
export function holdFolder(folder: string): Hold {
  const path = join(folder, NAME);
  if (tryCreate(path)) return ours(path, undefined);
  const before = holderIn(path);
  if (isSelf(before)) return ours(path, undefined);
  if (isHeld(path, before)) return { path, holder: before, own: false, leftBy: undefined };
  return takeOver(path, before);
}

/**
 * Replaces the lock of a dead process. Several processes may notice that the holder is dead: the
 * one that creates the claim file checks again, and only then renames it to the lock file.
 */
function takeOver(path: string, before: Holder | undefined): Hold {
  const claim = `${path}.claim`;
  if (!tryCreate(claim) && !(removeStaleClaim(claim) && tryCreate(claim)))
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

/** Removes a claim whose process exited before using it. @returns whether it did */
function removeStaleClaim(claim: string): boolean {
  if (isHeld(claim, holderIn(claim))) return false;
  removeIfThere(claim);
  return true;
}

const locks = new Set<string>();

function ours(path: string, leftBy: Holder | undefined): Hold {
  if (locks.size === 0) process.once("exit", releaseLocks);
  locks.add(path);
  return { path, holder: SELF, own: true, leftBy };
}

function releaseLocks(): void {
  for (const path of locks) if (isSelf(holderIn(path))) removeIfThere(path);
}

/** Creates a lock file that names this process. @returns false if the file already exists */
function tryCreate(path: string): boolean {
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
    // Another process has removed it already.
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

/** How long a process may take to fill its lock file, ms. */
const WRITING_MS = 10_000;

function isHeld(path: string, holder: Holder | undefined): boolean {
  return holder
    ? isAlive(holder)
    : (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > Date.now() - WRITING_MS;
}

/**
 * A process on another machine cannot be checked and counts as alive. A process with this process's
 * own id, or started before the machine last booted, is dead.
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
