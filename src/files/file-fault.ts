/** What is wrong with a path and what to do about it, by system error code. */
const FAULTS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOENT: ["does not exist", "correct the name"],
  EISDIR: ["is a folder", "specify a file"],
  ENOTDIR: ["is below a file, not a folder", "specify a folder"],
  EEXIST: ["already exists", "move or rename it"],
  ENOTEMPTY: ["is a folder that is not empty", "move or rename it"],
  EACCES: ["is not accessible to you", "ask for access, or use another path"],
  EPERM: ["is protected from changes", "ask for access, or use another path"],
  EROFS: ["is on a read-only disk", "use a writable path"],
  ENOSPC: ["does not fit on the disk, which is full", "free some space, or use another path"],
  EDQUOT: ["exceeds your disk quota", "free some space, or use another path"],
  EFBIG: ["is larger than the disk allows", "use another path"],
  EIO: ["cannot be accessed because of a disk error", "check the disk, or use another path"],
  ELOOP: ["is a link that leads back to itself", "correct the link"],
  ENAMETOOLONG: ["has a name that is too long", "choose a shorter one"],
  EINVAL: ["cannot be used as a file", "use another path"],
  ENXIO: ["cannot be used as a file", "use another path"],
  ENODEV: ["cannot be used as a file", "use another path"],
  EBUSY: ["is in use by another program", "close that program, or use another path"],
  ETXTBSY: ["is in use by another program", "close that program, or use another path"],
  EMFILE: ["cannot be opened: too many files are open", "raise the limit of open files"],
  ENFILE: ["cannot be opened: too many files are open", "raise the limit of open files"],
};

export interface FileFault {
  readonly path: string;
  /** What follows the path in a sentence: `is a folder`. */
  readonly what: string;
  readonly remedy: string;
}

/** Describes a file system error for people; undefined for any other error, which is a bug. */
export function findFileFault(error: unknown, path?: string): FileFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = "", syscall, path: own } = error as NodeJS.ErrnoException;
  const [what, remedy] = FAULTS[code] ?? [];
  if (what === undefined || remedy === undefined || syscall === undefined) return undefined;
  return { path: path ?? own ?? "a file", what, remedy };
}

/** A file could not be written while the program was running. */
export class WriteFailed extends Error {
  readonly remedy: string;

  constructor({ path, what, remedy }: FileFault, cause: unknown) {
    super(`${path} cannot be written: it ${what}`, { cause });
    this.name = "WriteFailed";
    this.remedy = remedy;
  }
}

/** Runs a write. @throws WriteFailed for an error of the file system, or any other error as is */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const fault = findFileFault(error, path);
    throw fault ? new WriteFailed(fault, error) : error;
  }
}
