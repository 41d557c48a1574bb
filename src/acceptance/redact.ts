import { oneLine } from "../hunt/escape.ts";
import type { Workspace } from "../hunt/rule.ts";

/** The longest text of an answer that a record holds. */
const LONGEST = 200;

/** What may not leave a tenant in a record, in the order it is looked for: whole addresses before their parts. */
const PRIVATE: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>]+/gi, "<address>"],
  [/\/?subscriptions\/[^\s'"<>]+/gi, "<resource>"],
  [/\/?\b(?:resourceGroups|workspaces)\/[^\s'"<>]+/gi, "<resource>"],
  [/[^\s'"<>@]+@[^\s'"<>]+/g, "<account>"],
  [/\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?/gi, "<id>"],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, "<ip>"],
  [/\b(?=[0-9a-f:]*:[0-9a-f:]*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\b/gi, "<ip>"],
  [/\b(?!Microsoft\.)(?:[a-z0-9-]+\.)+(?:com|net|org|io|us|eu|de|local|lan|internal|corp|azure|windows)\b/gi, "<host>"],
  [/\b[A-Za-z0-9+/_-]{32,}={0,2}/g, "<key>"],
];

/** A text without the ids and names of a workspace, and without anything that has the form of an id, an address, a host or a key. */
export function redacted(text: string, { id, subscriptionId, resourceGroup, name }: Workspace): string {
  const names = [id, subscriptionId, resourceGroup, name].filter((one) => one !== "").sort((a, b) => b.length - a.length);
  const shown = PRIVATE.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
  const plain = names.reduce((rest, one) => rest.replace(new RegExp(`(?<![\\w-])${escaped(one)}(?![\\w-])`, "gi"), "<name>"), shown);
  return oneLine(plain.trim().replace(/\s*\n\s*/g, " "), LONGEST);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
