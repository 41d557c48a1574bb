import type { Entity } from "../entity.ts";

type Text = string | undefined;

/**
 * Ways to name an entity in a report, the first whose identifiers it has; others are named by their
 * first identifier.
 */
const LABELS: readonly ((value: (identifier: string) => Text) => Text)[] = [
  (value) => value("FullName"),
  (value) => joined(value("NTDomain"), "\\", value("Name")),
  (value) => joined(value("Name"), "@", value("UPNSuffix")),
  (value) => joined(value("DnsDomain"), "\\", value("Name")),
  (value) => joined(value("HostName") ?? value("NetBiosName"), ".", value("DnsDomain")),
  (value) => joined(value("NTDomain"), "\\", value("HostName") ?? value("NetBiosName")),
  (value) => path(value("Directory"), value("Name")),
  (value) => value("Name") ?? value("HostName") ?? value("NetBiosName") ?? value("DisplayName"),
];

/** What a person calls the entity, such as `CONTOSO\alice` or `ws1.contoso.com`. */
export function labelOf({ identifiers }: Entity): string {
  const value = (name: string) => identifiers.find(({ identifier }) => identifier === name)?.value;
  const labels = LABELS.map((label) => label(value));
  return labels.find((label) => label !== undefined) ?? identifiers[0]?.value ?? "";
}

function joined(first: Text, mark: string, second: Text): Text {
  return first === undefined || second === undefined ? undefined : `${first}${mark}${second}`;
}

function path(directory: Text, name: Text): Text {
  if (directory === undefined || name === undefined) return undefined;
  const separator = directory.startsWith("/") ? "/" : "\\";
  return directory.endsWith(separator) ? `${directory}${name}` : `${directory}${separator}${name}`;
}
