import { unsupported } from "../errors.ts";
import { LIMITS, limit } from "../limits.ts";
import type { Bag } from "../values/types.ts";
import type { CallSite, FunctionTable } from "./function.ts";
import { textFunction } from "./text-function.ts";

/** The parts of a URI as RFC 3986 (appendix B) separates them. */
const URI = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
const AUTHORITY = /^(?:([^:@]*)(?::(.*))?@)?(\[[^\]]*\]|[^:]*)(?::(.*))?$/s;

function partsOf(url: string, site: CallSite): Bag {
  const [, scheme = "", authority = "", path = "", query = "", fragment = ""] = URI.exec(url) ?? [];
  const [, username = "", password = "", host = "", port = ""] = AUTHORITY.exec(authority) ?? [];
  return {
    Scheme: scheme,
    Host: host,
    Port: port,
    Path: path,
    Username: username,
    Password: password,
    "Query Parameters": parametersOf(query, site),
    Fragment: fragment,
  };
}

/** The parameters as they are written; of those with the same name, the last. */
function parametersOf(query: string, { at }: CallSite): Bag {
  const pairs = query.split("&", LIMITS.items + 1);
  limit("items", pairs.length, at);
  return Object.fromEntries(
    pairs
      .filter((pair) => pair !== "")
      .map((pair) => {
        const equals = pair.indexOf("=");
        return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
      }),
  );
}

const ENCODED_BYTE = /%[\dA-F]{2}/g;

/** Percent-encodes all but RFC 3986's unreserved characters, with upper-case digits. */
function encode(text: string, { at }: CallSite): string {
  const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  limit("text", encoded.length, at);
  return encoded;
}

/** The documentation shows spaces as `+`, and all digits in lower case. */
function encodeForm(text: string, site: CallSite): string {
  return encode(text, site)
    .replaceAll("%20", "+")
    .replace(ENCODED_BYTE, (byte) => byte.toLowerCase());
}

/**
 * The documentation shows digits in lower case, but as output of another text than the example's.
 * @throws KqlError (`unsupported`) if a digit is a letter, so that the case makes a difference
 */
function encodeComponent(text: string, site: CallSite): string {
  const encoded = encode(text, site);
  if (encoded.match(ENCODED_BYTE)?.some((byte) => byte !== byte.toLowerCase()))
    throw unsupported("url_encode_component() of characters whose code has a letter", site.at);
  return encoded;
}

export const URLS: FunctionTable = {
  parse_url: textFunction("dynamic", partsOf),
  parse_urlquery: textFunction("dynamic", (query, site) => ({
    "Query Parameters": parametersOf(query, site),
  })),
  url_encode: textFunction("string", encodeForm),
  url_encode_component: textFunction("string", encodeComponent),
};
