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

/** As the documentation shows it: spaces as `+`, and other reserved characters in lower case. */
function encode(text: string, { at }: CallSite): string {
  const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
    .replaceAll("%20", "+")
    .replace(/%[\dA-F]{2}/g, (byte) => byte.toLowerCase());
  limit("text", encoded.length, at);
  return encoded;
}

export const URLS: FunctionTable = {
  parse_url: textFunction("dynamic", partsOf),
  parse_urlquery: textFunction("dynamic", (query, site) => ({
    "Query Parameters": parametersOf(query, site),
  })),
  url_encode: textFunction("string", encode),
};
