import type { EntityType, Identifier } from "../entity.ts";
import { parseAddress } from "./address.ts";
import { builtInNamed, findBuiltIn } from "./built-in.ts";
import { identifier, type Known, strongest, valuesByIdentifier } from "./identifiers.ts";
import { atDomain, domainText, isGuid, isNil, isPlaceholder, pair, unwrap } from "./text.ts";

/**
 * Strong combinations first. FullName and DisplayName are not part of Sentinel's schema: they fill
 * what is left. Source: Sentinel entities reference, Account.
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

/** One of them has to be there: a domain or a tenant names nobody. */
const NAMING = ["Sid", "AadUserId", "Name", "PUID", "ObjectGuid", "FullName", "DisplayName"];

/**
 * Sentinel drops an account that has no more than one of these names. Source: Sentinel entities
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

/** What makes a name more than a name. */
const BESIDE_THE_NAME = ["Sid", "AadUserId", "PUID", "ObjectGuid", ...DOMAINS];

/** Stands for nobody, or for somebody unknown. */
const NULL_SID = "S-1-0-0";

/**
 * Characters that no name of an account may have: such text (a distinguished name, `uid=0(root)`)
 * is not split.
 */
const NO_NAME = /["[\]:;|=<>*?]/;

/**
 * Names of where an account is kept that are no domain of the account, where its user principal
 * name is known.
 */
const CLOUD_DOMAIN = /^(AzureAD|MicrosoftAccount)$/i;

/**
 * A full name is split and a built-in account gets its SID, so that Sentinel has what it knows an
 * account by.
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
 * A mapped value as Sentinel wants it; of a full name only the name itself. Nothing for a
 * placeholder.
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

/** What a full name says, itself first; nothing where it names nobody. */
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
 * `name@suffix` at the last @, as the name of a guest may hold one; an empty or unknown suffix is
 * none.
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

/** With a suffix of its own mapped, an @ belongs to the name. */
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

/** A built-in account that is known by name gets its SID, one that is known by SID its name. */
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

/** A name that would be split again (`a@b` of `a@b@c`) says something else without its suffix. */
function standsAlone(known: Known): boolean {
  const name = known.get("Name") ?? "";
  return parseName(name).every((one) => one.identifier !== "Name" || one.value === name);
}
