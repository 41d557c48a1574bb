/**
 * No name of an account or a host is longer (a user principal name has at most 1,024 characters);
 * such text is not split.
 */
const LONGEST_NAME = 1_024;

/**
 * What sources write where they know nothing, without brackets around it; "" is what is left of
 * `{}`.
 */
const NOT_KNOWN = new Set([
  "",
  "n/a",
  "null",
  "null sid",
  "nil",
  "none",
  "unknown",
  "undefined",
  "not available",
  "not_available",
  "not applicable",
]);

/**
 * The text without blanks, NULs and pairs of quotes around it, and without the marks that are named
 * for its ends.
 */
export function unwrap(text: string, first = "", last = first): string {
  let from = 0;
  let to = text.length;
  for (;;) {
    const start = text.charAt(from);
    const end = text.charAt(to - 1);
    if (from < to && (isBlank(start) || first.includes(start))) from++;
    else if (from < to && (isBlank(end) || last.includes(end))) to--;
    else if (to - from > 1 && isQuote(start) && start === end) {
      from++;
      to--;
    } else return text.slice(from, to);
  }
}

function isBlank(character: string): boolean {
  return character === "\0" || character.trim() === "";
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'";
}

/**
 * Whether a text stands for "not known": nothing visible, dashes and other marks without a letter,
 * `N/A`, `(null)`.
 */
export function isPlaceholder(text: string): boolean {
  const bare = domainText(text);
  if (bare.length > LONGEST_NAME) return false;
  const word = (/^[(<[{](.*)[)>\]}]$/s.exec(bare)?.[1] ?? bare).toLowerCase();
  return NOT_KNOWN.has(word) || /^[-\s\p{Cc}\p{Cf}\p{Pd}.,:\\/?*$@_"']+$/u.test(word);
}

/** A domain without separators around it, and without the dot that ends it in DNS. */
export function domainText(text: string): string {
  return unwrap(text, ".@\\/");
}

/**
 * Service classes of Kerberos: `host/ws1.contoso.com` is a service on a host and names no domain.
 */
const SERVICE_CLASS =
  /^(host|restrictedkrbhost|http|cifs|ldap|dns|gc|rpcss|wsman|termsrv|krbtgt|kadmin|nfs|mssqlsvc)\//i;

/**
 * `DOMAIN\name` in two, also with a doubled backslash or a slash, and with the domain empty, a dot
 * or a placeholder (which gives ""). The name is "" where there is none. undefined where the text
 * has another form.
 */
export function atDomain(
  text: string,
): { readonly domain: string; readonly name: string } | undefined {
  if (text.length > LONGEST_NAME || SERVICE_CLASS.test(text)) return undefined;
  const parts = text.split(text.includes("\\") ? /\\+/ : /\/+/).map((part) => unwrap(part));
  const first = parts.findIndex((part) => !isPlaceholder(part));
  if (first < 0) return { domain: "", name: "" };
  const [domain = "", name, ...more] = parts.slice(first);
  if (more.length > 0 || (name !== undefined && isQuote(domain.charAt(0)))) return undefined;
  if (name !== undefined && isPlaceholder(name)) return { domain: domainText(domain), name: "" };
  if (text.includes("\\") && `${domain}${name}`.includes("/")) return undefined;
  return name === undefined ? { domain: "", name: domain } : { domain: domainText(domain), name };
}

export function isGuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}

/** The GUID of nothing. */
export function isNil(guid: string): boolean {
  return /^[0-]+$/.test(guid);
}

/** Two parts of a name with what stands between them, where both are known. */
export function pair(
  first: string | undefined,
  mark: string,
  second: string | undefined,
): string | undefined {
  return first === undefined || second === undefined ? undefined : `${first}${mark}${second}`;
}
