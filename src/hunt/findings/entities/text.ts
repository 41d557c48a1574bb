/**
 * The length of the longest name of an account or host (a user principal name has at most 1,024
 * characters); longer text is not split.
 */
const LONGEST_NAME = 1_024;

/**
 * What sources write for an unknown value, without brackets around it; "" is what remains of `{}`.
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
 * Removes blanks, NULs and pairs of quotes around the text, and the marks in `first` and `last` at
 * its start and end.
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
 * Whether a text means "not known": nothing visible, only dashes and other marks, `N/A`, `(null)`.
 */
export function isPlaceholder(text: string): boolean {
  const bare = domainText(text);
  if (bare.length > LONGEST_NAME) return false;
  const word = (/^[(<[{](.*)[)>\]}]$/s.exec(bare)?.[1] ?? bare).toLowerCase();
  return NOT_KNOWN.has(word) || /^[-\s\p{Cc}\p{Cf}\p{Pd}.,:\\/?*$@_"']+$/u.test(word);
}

/** Removes separators around a domain, and the dot that ends it in DNS. */
export function domainText(text: string): string {
  return unwrap(text, ".@\\/");
}

/**
 * Kerberos service classes: `host/ws1.contoso.com` is a service on a host, and `host` is not a
 * domain.
 */
const SERVICE_CLASS =
  /^(host|restrictedkrbhost|http|cifs|ldap|dns|gc|rpcss|wsman|termsrv|krbtgt|kadmin|nfs|mssqlsvc)\//i;

/**
 * Splits `DOMAIN\name`, also with a doubled backslash or a slash. The domain is "" if it is empty,
 * a dot or a placeholder; the name is "" if there is none. undefined if the text has another form.
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

/** Whether a GUID is all zeros, which stands for nothing. */
export function isNil(guid: string): boolean {
  return /^[0-]+$/.test(guid);
}

/** Joins two parts of a name by a mark; undefined if one of them is unknown. */
export function pair(
  first: string | undefined,
  mark: string,
  second: string | undefined,
): string | undefined {
  return first === undefined || second === undefined ? undefined : `${first}${mark}${second}`;
}
