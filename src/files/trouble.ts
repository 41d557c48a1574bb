/**
 * What the file system refuses a user, in words: what is wrong with a path, and what to do. By code
 * of the system's error.
 */
const TROUBLES: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOENT: ["is not there", "correct the name"],
  EISDIR: ["is a folder", "name a file"],
  ENOTDIR: ["lies below a file", "name a folder"],
  EEXIST: ["is there already", "move it away"],
  ENOTEMPTY: ["is a folder that is not empty", "move it away"],
  EACCES: ["is closed to you", "ask for the right to it, or name another place"],
  EPERM: ["may not be changed", "ask for the right to it, or name another place"],
  EROFS: ["lies on a disk that is read-only", "name a place that can be written"],
  ENOSPC: ["does not fit on the disk, which is full", "free some space, or name another place"],
  EDQUOT: ["goes beyond your quota of the disk", "free some space, or name another place"],
  EFBIG: ["is larger than the disk allows", "name another place"],
  EIO: [
    "cannot be reached: the disk answers with an error",
    "look after the disk, or name another place",
  ],
  ELOOP: ["is a link that leads back to itself", "correct the link"],
  ENAMETOOLONG: ["has a name that is too long", "choose a shorter one"],
  EINVAL: ["cannot be used as a file", "name another place"],
  ENXIO: ["cannot be used as a file", "name another place"],
  ENODEV: ["cannot be used as a file", "name another place"],
  EBUSY: ["is in use by another program", "end that program, or name another place"],
  ETXTBSY: ["is in use by another program", "end that program, or name another place"],
  EMFILE: ["cannot be opened: too many files are open", "allow more open files"],
  ENFILE: ["cannot be opened: too many files are open", "allow more open files"],
};

export interface FileTrouble {
  readonly path: string;
  /** What follows the path in a sentence: `is a folder`. */
  readonly what: string;
  readonly remedy: string;
}

/**
 * What the file system refused, where that is what the error says; undefined for any other error,
 * which is a bug.
 */
export function fileTrouble(error: unknown, path?: string): FileTrouble | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = "", syscall, path: own } = error as NodeJS.ErrnoException;
  const [what, remedy] = TROUBLES[code] ?? [];
  if (what === undefined || remedy === undefined || syscall === undefined) return undefined;
  return { path: path ?? own ?? "a file", what, remedy };
}

/** A file that could not be written while the program was at work. */
export class WriteFailed extends Error {
  readonly remedy: string;

  constructor({ path, what, remedy }: FileTrouble, cause: unknown) {
    super(`${path} cannot be written: it ${what}`, { cause });
    this.name = "WriteFailed";
    this.remedy = remedy;
  }
}

/** @throws WriteFailed where the file system refuses, or the error itself where that is a bug */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const trouble = fileTrouble(error, path);
    throw trouble ? new WriteFailed(trouble, error) : error;
  }
}
