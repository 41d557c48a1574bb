import type { EntityType, Identifier } from "../entity.ts";
import { isLoopback, isUnspecified, parseAddress } from "./address.ts";
import { identifier, strongest, valuesByIdentifier } from "./identifiers.ts";
import { atDomain, domainText, isPlaceholder, pair, unwrap } from "./text.ts";

/**
 * Combinations of identifiers, strong ones first. FullName is not part of Sentinel's schema: it
 * only fills a place that is left. The schema has no identifier for Defender's device id. Source:
 * Sentinel entities reference, Host.
 */
const COMBINATIONS = [
  ["HostName", "DnsDomain"],
  ["AzureID"],
  ["OMSAgentID"],
  ["HostName", "NTDomain"],
  ["NetBiosName", "DnsDomain"],
  ["NetBiosName", "NTDomain"],
  ["HostName"],
  ["NetBiosName"],
  ["FullName"],
  ["OSFamily"],
  ["OSVersion"],
  ["IsDomainJoined"],
];

/**
 * At least one of these is required: a domain or an operating system alone does not name a host.
 */
const NAMING = ["HostName", "NetBiosName", "AzureID", "OMSAgentID", "FullName"];

/**
 * Characters that a host's name cannot contain, and dotted numbers that are not an address: such
 * text is not split.
 */
const NO_NAME = /["[\]:;|=<>*?,@]|^\d+(\.\d+)+$/;

/** Occurs in free text, but not in a name with its domain. */
const NO_DOMAIN = /[\s()]/;

/**
 * A host's full name is split into its name and domain. A name that every host has for itself, such
 * as localhost, does not count.
 */
export const host: EntityType = {
  name: "Host",
  identifiers: [
    "DnsDomain",
    "NTDomain",
    "HostName",
    "FullName",
    "NetBiosName",
    "AzureID",
    "OMSAgentID",
    "OSFamily",
    "OSVersion",
    "IsDomainJoined",
  ],
  sufficient: ["AzureID", "OMSAgentID"],
  forms: [
    ["HostName", "DnsDomain", "NTDomain"],
    ["AzureID", "OMSAgentID", "FullName"],
    ["NetBiosName", "DnsDomain", "NTDomain"],
  ],
  insteadType: "IP",
  anyCase: true,
  label(value) {
    const name = value("HostName") ?? value("NetBiosName");
    return (
      value("FullName") ??
      pair(name, ".", value("DnsDomain")) ??
      pair(value("NTDomain"), "\\", name) ??
      name
    );
  },
  complete(mapped) {
    const direct = mapped.flatMap(normalise);
    const parts = mapped.flatMap((one) =>
      one.identifier === "FullName" ? parseName(one.value) : [],
    );
    const known = valuesByIdentifier([...direct, ...parts]);
    return NAMING.some((one) => known.has(one)) ? strongest(known, COMBINATIONS) : [];
  },
  /**
   * Sentinel's host has no identifier for an address, so an address in place of a name is an IP
   * entity.
   */
  instead(mapped) {
    const names = mapped.filter((one) => ["FullName", "HostName"].includes(one.identifier));
    const [address] = names.flatMap(({ value }) => addressIn(value) ?? []);
    if (address === undefined || isLoopback(address) || isUnspecified(address)) return undefined;
    return { type: "IP", identifiers: [identifier("Address", address)] };
  },
};

/**
 * Normalises a mapped value for Sentinel; a placeholder gives nothing. A full name gives only its
 * FullName here, not its parts.
 */
function normalise({ identifier: mapped, value }: Identifier): Identifier[] {
  const text = unwrap(value);
  if (isPlaceholder(text)) return [];
  switch (mapped) {
    case "FullName":
      return parseName(text).slice(0, 1);
    case "HostName":
    case "NetBiosName":
      return nameParts(text, mapped);
    case "NTDomain":
    case "DnsDomain":
      return domainParts(domainText(text), mapped);
    default:
      return [identifier(mapped, text)];
  }
}

/** The identifiers in a full name, FullName first; none if it does not name a host. */
function parseName(raw: string): Identifier[] {
  const text = withoutPort(unwrap(raw));
  if (isPlaceholder(text) || addressIn(text)) return [];
  if (/^\/subscriptions\/./i.test(text))
    return [identifier("FullName", text), identifier("AzureID", text)];
  const split = NO_NAME.test(text) ? undefined : atDomain(fromShare(text));
  if (!split) return [identifier("FullName", text)];
  const name = machineName(split.name);
  const dot = NO_DOMAIN.test(name) ? -1 : name.indexOf(".");
  const label = machineName(dot < 0 ? name : name.slice(0, dot));
  const domain = dot < 0 ? "" : domainText(name.slice(dot + 1));
  if (isPlaceholder(label) || isLocal(label)) return [];
  return [
    identifier(
      "FullName",
      [split.domain && `${split.domain}\\`, label, domain && `.${domain}`].join(""),
    ),
    identifier("HostName", label),
    ...domainParts(domain, "DnsDomain"),
    ...domainParts(split.domain, "NTDomain"),
  ];
}

function nameParts(text: string, kind: "HostName" | "NetBiosName"): Identifier[] {
  const [full, ...parts] = parseName(text);
  if (!full) return [];
  const named = parts.map((one) =>
    one.identifier === "HostName" ? identifier(kind, one.value) : one,
  );
  return named.length > 0 ? named : [identifier(kind, full.value)];
}

/** WORKGROUP is what Windows shows if there is no domain; it is never part of a DNS name. */
function domainParts(domain: string, kind: "NTDomain" | "DnsDomain"): Identifier[] {
  if (isPlaceholder(domain) || parseAddress(domain)) return [];
  if (domain.toUpperCase() === "WORKGROUP") return [identifier("NTDomain", domain)];
  return [identifier(domain.includes(".") ? "DnsDomain" : kind, domain)];
}

/** Removes the $ that ends the name of a machine's account, and the dot that ends a DNS name. */
function machineName(text: string): string {
  return unwrap(text, "", ".$");
}

function withoutPort(text: string): string {
  return /^([^:]+):\d{1,5}$/.exec(text)?.[1] ?? text;
}

/** The host in the path to a share, where it comes first; in other text, the domain comes first. */
function fromShare(text: string): string {
  return /^\\\\+([^\\]+)/.exec(text)?.[1] ?? text;
}

/** The IP address in a text, also in the path to a share, or after a domain. */
function addressIn(raw: string): string | undefined {
  const text = fromShare(unwrap(raw));
  return parseAddress(text) ?? parseAddress(machineName(atDomain(text)?.name ?? ""));
}

function isLocal(label: string): boolean {
  return /^localhost[46]?$/i.test(label);
}
