import { oneLine } from "../hunt/base/escape.ts";
import type { Workspace } from "../hunt/base/workspace.ts";

/** The longest text of an answer in a record, characters. */
const MOST_CHARACTERS = 200;

/** A quotation mark that is not the apostrophe of a word such as don't. */
const QUOTE = `(?:["\`\u2018\u201c\u201d\u00ab\u00bb]|['\u2019](?!(?<=\\p{L}['\u2019])(?:s|t|re|ve|ll|d|m)(?![\\p{L}\\p{N}])))`;

/** Names of the service, not of the tenant, that look like host names. */
const SERVICE =
  "Microsoft\\.(?:SecurityInsights|OperationalInsights|OperationsManagement|Authorization|Resources|Insights)";
/** The paths of our own calls, which are the same for every tenant. */
const OWN_PATH = `/providers/${SERVICE}(?:/(?:incidents|bookmarks))?(?![\\w./%-])`;

/** What must not leave the tenant in a record. The order matters: addresses before their parts. */
const PRIVATE: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>]+/gi, "<address>"],
  [new RegExp(`(?<![^\\s'"<>(])(?!${OWN_PATH})/(?:[^\\s'"<>/]+/)+[^\\s'"<>]*`, "g"), "<resource>"],
  [/\/?subscriptions\/[^\s'"<>]+/gi, "<resource>"],
  [/\/?\b(?:resourceGroups|workspaces|managementGroups)\/[^\s'"<>]+/gi, "<resource>"],
  [/[^\s'"<>@]+@[^\s'"<>]+/g, "<account>"],
  [/[^\s'"<>\\]+\\+[^\s'"<>\\]+/g, "<account>"],
  [/\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?/gi, "<id>"],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, "<ip>"],
  [/\b(?=[0-9a-f:]*:[0-9a-f:]*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\b/gi, "<ip>"],
  [
    new RegExp(
      `(?<![\\p{L}\\p{N}_.-])(?!(?:${SERVICE}|\\d+\\.\\d+)(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}_-]))[\\p{L}\\p{N}_-]+(?:\\.[\\p{L}\\p{N}_-]+)+`,
      "gu",
    ),
    "<host>",
  ],
  [/\b[A-Za-z0-9+/_-]{32,}={0,2}/g, "<key>"],
];

/**
 * Redacts the names of a workspace, quoted text, and anything that looks like an id, an address, a
 * host, an account or a key. A message of the service may contain names of the tenant, so when in
 * doubt text is removed.
 */
export function redact(
  text: string,
  { id, subscriptionId, resourceGroup, name }: Workspace,
): string {
  const names = [id, subscriptionId, resourceGroup, name]
    .filter((one) => one !== "")
    .sort((a, b) => b.length - a.length);
  const shown = PRIVATE.reduce(
    (rest, [pattern, instead]) => rest.replace(pattern, instead),
    decodePercent(text),
  );
  // Replaces the whole word, because a name derived from a private one is private too.
  const plain = names.reduce(
    (rest, one) => rest.replace(new RegExp(`[\\w-]*${escapeForRegex(one)}[\\w-]*`, "gi"), "<name>"),
    shown,
  );
  return oneLine(withoutQuoted(plain.trim().replace(/\s*\n\s*/g, " ")), MOST_CHARACTERS);
}

/** Redacts text in quotation marks, or after an unpaired one, unless it is just a placeholder. */
function withoutQuoted(text: string): string {
  return text.replace(
    new RegExp(`(${QUOTE})(.*?)(${QUOTE}|$)`, "gsu"),
    (_, open: string, inner: string, close: string) =>
      /^(?:<[a-z]+>)?$/.test(inner) ? `${open}${inner}${close}` : `${open}<name>${close}`,
  );
}

/** Decodes percent-encoded ASCII characters. */
function decodePercent(text: string): string {
  return text.replace(/%([2-7][0-9a-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function escapeForRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
