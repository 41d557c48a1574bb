import type { EntityType, Identifier } from "../entity.ts";
import { parseAddress } from "./address.ts";
import { builtInNamed, findBuiltIn } from "./built-in.ts";
import { identifier, type Known, strongest, valuesByIdentifier } from "./identifiers.ts";
import { atDomain, domainText, isGuid, isNil, isPlaceholder, pair, unwrap } from "./text.ts";

/**
 * Combinations of identifiers, strong ones first. FullName and DisplayName are not part of
 * Sentinel's schema: they only fill places that are left. Source: Sentinel entities reference,
 * Account.
 */
const COMBINATIONS = [
  ["Sid"],
  ["AadUserId"],
  ["Name", "UPNSuffix"],
  ["Name", "NTDomain"],
  ["Name", "DnsDomain"],
  ["Name"],
  ["PUID"],
  ["ObjectGuid"],
  ["FullName"],
  ["DisplayName"],
  ["AadTenantId"],
  ["IsDomainJoined"],
];

/** At least one of these is required: a domain or a tenant alone does not name an account. */
const NAMING = ["Sid", "AadUserId", "Name", "PUID", "ObjectGuid", "FullName", "DisplayName"];

/**
 * Sentinel drops an account that is known only by one of these names. Source: Sentinel entities
 * reference, Account.
 */
const DROPPED = new Set([
  "ADMIN",
  "ADMINISTRATOR",
  "SYSTEM",
  "ROOT",
  "ANONYMOUS",
  "AUTHENTICATED USER",
  "NETWORK",
  "NULL",
  "LOCAL SYSTEM",
  "LOCALSYSTEM",
  "NETWORK SERVICE",
]);

const DOMAINS = ["UPNSuffix", "NTDomain", "DnsDomain"];

/** Any of these, in addition to such a name, is enough for Sentinel to keep the account. */
const BESIDE_THE_NAME = ["Sid", "AadUserId", "PUID", "ObjectGuid", ...DOMAINS];

/** The SID for nobody, or for somebody unknown. */
const NULL_SID = "S-1-0-0";

/**
 * Characters that an account's name cannot contain: text with one of them (a distinguished name,
 * `uid=0(root)`) is not split.
 */
const NO_NAME = /["[\]:;|=<>*?]/;

/**
 * Names before a backslash that say where an account is kept: if the account's user principal name
 * is known, they are not its domain.
 */
const CLOUD_DOMAIN = /^(AzureAD|MicrosoftAccount)$/i;

/**
 * A full name is split, and a built-in account gets its SID, so that Sentinel can recognise the
 * account.
 */
export const account: EntityType = {
  name: "Account",
  identifiers: [
    "Name",
    "FullName",
    "NTDomain",
    "DnsDomain",
    "UPNSuffix",
    "Sid",
    "AadTenantId",
    "AadUserId",
    "PUID",
    "IsDomainJoined",
    "DisplayName",
    "ObjectGuid",
  ],
  sufficient: ["Sid", "AadUserId", "PUID", "ObjectGuid"],
  forms: [
    ["Sid", "Name", "NTDomain"],
    ["AadUserId", "Name", "UPNSuffix"],
    ["Name", "DnsDomain", "FullName"],
  ],
  anyCase: true,
  label: (value) =>
    value("FullName") ??
    pair(value("NTDomain"), "\\", value("Name")) ??
    pair(value("Name"), "@", value("UPNSuffix")) ??
    pair(value("DnsDomain"), "\\", value("Name")) ??
    value("Name") ??
    value("DisplayName"),
  complete(mapped) {
    const suffixes = mapped.filter((one) => one.identifier === "UPNSuffix");
    const hasSuffix = suffixes.some(({ value }) => !isPlaceholder(value));
    const direct = mapped.flatMap((one) => normalise(one, hasSuffix));
    const parts = mapped.flatMap((one) =>
      one.identifier === "FullName" ? parseName(one.value) : [],
    );
    const known = withBuiltIn(valuesByIdentifier([...direct, ...parts]));
    if (!NAMING.some((one) => known.has(one)) || isDropped(known)) return [];
    const usable = COMBINATIONS.filter((one) => one.join() !== "Name" || standsAlone(known));
    return strongest(known, usable);
  },
};

/**
 * Normalises a mapped value for Sentinel; a placeholder gives nothing. A full name gives only its
 * FullName here, not its parts.
 */
function normalise({ identifier: mapped, value }: Identifier, hasSuffix: boolean): Identifier[] {
  const text = unwrap(value);
  if (isPlaceholder(text)) return [];
  switch (mapped) {
    case "FullName":
      return parseName(text).slice(0, 1);
    case "Name":
      return nameParts(text, hasSuffix);
    case "Sid": {
      const sid = parseSid(text) ?? namedSid(text);
      return sid && sid !== NULL_SID ? [identifier("Sid", sid)] : [];
    }
    case "AadUserId":
    case "AadTenantId":
    case "ObjectGuid": {
      const guid = text.replace(/^\{(.*)\}$/, "$1");
      return isGuid(guid) && !isNil(guid) ? [identifier(mapped, guid)] : [];
    }
    case "NTDomain":
    case "DnsDomain":
      return domainParts(domainText(text), mapped);
    case "UPNSuffix":
      return [identifier(mapped, domainText(text))];
    default:
      return [identifier(mapped, text)];
  }
}

/** The identifiers in a full name, FullName first; none if it names nobody. */
function parseName(raw: string): Identifier[] {
  const text = unwrap(raw);
  if (isPlaceholder(text)) return [];
  const sid = parseSid(text);
  if (sid) return sid === NULL_SID ? [] : [identifier("FullName", text), identifier("Sid", sid)];
  const isId = isGuid(text);
  if (isId && isNil(text)) return [];
  if (isId) return [identifier("FullName", text), identifier("AadUserId", text)];
  const split = NO_NAME.test(text) ? undefined : atDomain(text);
  if (!split) return [identifier("FullName", text)];
  if (split.domain === "" && split.name !== text) return parseName(split.name);
  const { name, suffix } = atSuffix(split.name);
  if (name === "") return [];
  if (name !== text && (parseSid(name) || isGuid(name))) return parseName(name);
  const full = `${split.domain && `${split.domain}\\`}${name}${suffix && `@${suffix}`}`;
  return [
    identifier("FullName", full),
    identifier("Name", name),
    identifier("UPNSuffix", suffix),
    ...(suffix && CLOUD_DOMAIN.test(split.domain) ? [] : domainParts(split.domain, "NTDomain")),
  ];
}

/**
 * Splits `name@suffix` at the last @, since a guest's name may contain one itself; an empty suffix
 * or a placeholder is dropped.
 */
function atSuffix(text: string): { readonly name: string; readonly suffix: string } {
  let name = text;
  for (;;) {
    const at = name.lastIndexOf("@");
    if (at < 0) return { name: isPlaceholder(name) ? "" : name, suffix: "" };
    const suffix = domainText(name.slice(at + 1));
    name = unwrap(name.slice(0, at));
    if (!isPlaceholder(suffix)) return { name: isPlaceholder(name) ? "" : name, suffix };
  }
}

/** If the rule maps a suffix of its own, an @ is part of the name. */
function nameParts(text: string, hasSuffix: boolean): Identifier[] {
  if (hasSuffix && text.includes("@")) return [identifier("Name", text)];
  const [full, ...parts] = parseName(text);
  return full && parts.length === 0 ? [identifier("Name", text)] : parts;
}

function domainParts(domain: string, kind: "NTDomain" | "DnsDomain"): Identifier[] {
  if (isPlaceholder(domain) || parseAddress(domain)) return [];
  return [identifier(domain.includes(".") ? "DnsDomain" : kind, domain)];
}

function parseSid(text: string): string | undefined {
  return /^(?:%?\{)?(S-1-\d+(?:-\d+)+)\}?$/i.exec(text)?.[1]?.toUpperCase();
}

/** Some exporters put the name of a built-in account where its SID was. */
function namedSid(text: string): string | undefined {
  const split = atDomain(text);
  return split && builtInNamed(split.name, split.domain)?.sid;
}

/**
 * A built-in account that is known by name gets its SID; one that is known by SID gets its name.
 */
function withBuiltIn(known: Map<string, string>): Known {
  const [sid, name] = [known.get("Sid"), known.get("Name")];
  const domain = known.get("NTDomain") ?? "";
  if (name !== undefined && (known.has("DnsDomain") || known.has("UPNSuffix"))) return known;
  const found = name === undefined ? findBuiltIn(sid ?? "") : builtInNamed(name, domain);
  if (!found || (sid && sid !== found.sid)) return known;
  known.set("Sid", found.sid);
  if (domain !== "" && name !== undefined) return known;
  return known.set("Name", found.name).set("NTDomain", found.domain);
}

function isDropped(known: Known): boolean {
  const name = known.get("Name")?.toUpperCase() ?? "";
  return DROPPED.has(name) && !BESIDE_THE_NAME.some((one) => known.has(one));
}

/**
 * Whether the name keeps its meaning without its suffix: one that would be split again (`a@b` in
 * `a@b@c`) does not.
 */
function standsAlone(known: Known): boolean {
  const name = known.get("Name") ?? "";
  return parseName(name).every((one) => one.identifier !== "Name" || one.value === name);
}
