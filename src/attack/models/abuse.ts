import { resolvePath } from "../../windows/resolve-path.ts";
import { canWrite, WRITABLE } from "../../windows/writable.ts";
import { type HostOwner, hostOwner } from "./host-owner.ts";

/**
 * On what it rests that a line is hostile. place: it runs what is where everybody can put things.
 * name: it runs what is on a host that belongs to somebody, perhaps to the organisation. deed: it
 * says itself what it does.
 */
type Ground = "place" | "name" | "deed";

/** Why a line is hostile. */
export interface Abuse {
  readonly words: string;
  readonly rests: Ground;
}

/**
 * Whether a line proves that an entry is weak, which wants these texts. A host that only the entry
 * names may be the organisation's own; and a line that the entry gives as a whole does what it says,
 * which whoever wrote it knew, unless somebody else can replace what it runs.
 */
export function isProof(line: string, texts: readonly string[], abuse: Abuse | undefined): boolean {
  if (abuse === undefined || abuse.rests === "name") return false;
  return abuse.rests === "place" || !texts.includes(line);
}

/**
 * Folders in which every user may write, beyond those in WRITABLE. Of a folder that an administrator
 * made elsewhere, the text does not tell who may write there.
 */
const OPEN_FOLDERS = ["c:\\users\\", "c:\\$recycle.bin\\"];

const OPEN = [
  ...OPEN_FOLDERS,
  ...WRITABLE.filter((folder) => /^c:/i.test(folder)).map((folder) => folder.toLowerCase()),
];

/** Windows keeps its own data there, most of it protected: not certain. */
const CLOSED_FOLDER = "c:\\programdata\\microsoft\\";

/** Why what is at a path or an address is somebody else's; undefined if that is not certain. */
export function foreignSource(text: string): Abuse | undefined {
  return foreignAddress(text) ?? foreignFile(text);
}

/** A scheme, two or more slashes of either kind, and the host with user info and port. */
const ADDRESS = /^(?:https?|ftp):[\\/]{2,}([^\\/?#]*)/i;

/** Why an address is somebody else's. */
export function foreignAddress(text: string): Abuse | undefined {
  const owner = addressOwner(text);
  return owner === undefined || owner === "trusted"
    ? undefined
    : { words: `from the address ${text}`, rests: groundOf(owner) };
}

/** Who answers at an address; undefined if the text is none. */
export function addressOwner(text: string): HostOwner | undefined {
  const authority = ADDRESS.exec(text)?.[1];
  if (authority === undefined) return undefined;
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1).replace(/:\d*$/, "");
  if (host === "") return undefined;
  // Nobody writes a host name before the host, except to be taken for it.
  return /[.:]/.test(authority.slice(0, Math.max(at, 0))) ? "anybody" : hostOwner(decoded(host));
}

/** On what a line rests that runs what is on a host. */
export function groundOf(owner: HostOwner): Ground {
  return owner === "anybody" ? "place" : "name";
}

/** Hosts may be written with escapes. */
function decoded(host: string): string {
  return host.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Why a file is somebody else's: every user can write it, or it is on another host. */
export function foreignFile(text: string): Abuse | undefined {
  if (/[\\/]$/.test(text)) return undefined;
  const path = resolvePath(text.replace(/^file:[\\/]{3,}(?=[a-z]:)/i, ""));
  const share = /^\\\\([^\\@]+)(?:@[^\\]*)?\\./.exec(path);
  if (share) {
    const owner = hostOwner(share[1] ?? "");
    return owner === "trusted"
      ? undefined
      : { words: `from the other host ${share[1]}`, rests: groundOf(owner) };
  }
  return isOpenFolder(path)
    ? { words: "from where every user can write", rests: "place" }
    : undefined;
}

function isOpenFolder(path: string): boolean {
  return (
    canWrite(path) &&
    OPEN.some((folder) => path.startsWith(folder)) &&
    !path.startsWith(CLOSED_FOLDER)
  );
}
