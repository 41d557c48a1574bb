import { resolvePath } from "../../windows/resolve-path.ts";
import { canWrite } from "../../windows/writable.ts";

/** The file that the arguments of Control_RunDLL name, without quotes; empty if none. */
export function panelFile(args: string): string {
  const [, quoted, plain = ""] = /^"([^"]*)|^([^, \t]*)/.exec(args) ?? [];
  return quoted ?? plain;
}

/** The first file that arguments name; a path with blanks ends after its extension. */
export function firstFile(args: string): string {
  const [, quoted, path, plain = ""] =
    /^"([^"]*)|^([a-z]:[\\/][^"]*?\.[a-z]{2,5})(?=[ \t,]|$)|^([^ \t,]*)/i.exec(args) ?? [];
  return quoted ?? path ?? plain;
}

/**
 * Whether a file that is run is the attacker's choice: it is where a user can write, it is sought
 * there, or it is a program of Windows, which runs what its own arguments name.
 */
export function isChosenFile(file: string): boolean {
  if (isNoFile(file)) return false;
  const path = resolvePath(file.replace(/^file:\/*/i, ""));
  return path !== "" && (canWrite(path) || path.startsWith("c:\\windows\\"));
}

/** A folder, or an extension alone: nothing is run by that name. */
function isNoFile(file: string): boolean {
  return /[\\/]$|(?:^|[\\/])\.[a-z0-9]+$/i.test(file);
}

/** Whether a setup script or a driver's is where a user can write, or sought there. */
export function isForeignFile(file: string): boolean {
  const path = resolvePath(file);
  return path !== "" && canWrite(path);
}

/**
 * Whether Control_RunDLL is given a file that is not a control panel of Windows. Where it looks for
 * a bare name with `.cpl` or without an extension is not established, so none is called foreign.
 */
export function isForeignPanel(args: string): boolean {
  const path = resolvePath(panelFile(args));
  if (path === "") return false;
  if (!/[\\:]/.test(path)) return !/^[^.]+(?:\.cpl)?$/.test(path);
  return canWrite(path) || !path.endsWith(".cpl");
}

/** A network address, or a path on another machine. */
export const ADDRESS = /\b(?:https?|ftp|file):|\\\\[^\\?.]|\b\d{1,3}(?:\.\d{1,3}){3}\b/i;

/** Whether a text begins with a public IPv4 address. */
export function isBarePublic(text: string): boolean {
  const [, a, b] = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}(?![\w.])/.exec(text) ?? [];
  if (a === undefined) return false;
  const [first, second] = [Number(a), Number(b)];
  const isPrivate =
    [0, 10, 127].includes(first) ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254);
  return !isPrivate;
}

/**
 * Whether the host of an address is certainly not one of the reader's own: it is a bare public
 * address or a name that is reserved for examples (RFC 2606), such as the attacker's host here.
 */
export function isForeignHost(address: string): boolean {
  const host = hostIn(address);
  return isBarePublic(host) || /(?:^|\.)example(?:\.(?:com|net|org))?$/i.test(host);
}

/** What is before `@` in an address is not the host. */
function hostIn(address: string): string {
  const [, authority = ""] = /^(?:[a-z]+:[\\/]*|[\\/]{2})?([^\\/?# \t"]*)/i.exec(address) ?? [];
  return (authority.split("@").at(-1) ?? "").replace(/:\d*$/, "");
}
