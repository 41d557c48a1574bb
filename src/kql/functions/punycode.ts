import type { FunctionTable } from "./function.ts";
import { decodePunycode, encodePunycode } from "./punycode-label.ts";
import { textFunction } from "./text-function.ts";

const PREFIX = "xn--";
/** The full stops that separate labels in internationalised domain names. */
const DOTS = /[.\u3002\uff0e\uff61]/;

function domain(label: (text: string) => string | null): (text: string) => string | null {
  return (text) => {
    const labels = text.split(DOTS).map(label);
    return labels.includes(null) ? null : labels.join(".");
  };
}

function encodeLabel(label: string): string | null {
  if ([...label].every((character) => character < "\x80")) return label;
  const encoded = encodePunycode(label);
  return encoded === null ? null : PREFIX + encoded;
}

function decodeLabel(label: string): string | null {
  return label.toLowerCase().startsWith(PREFIX)
    ? decodePunycode(label.slice(PREFIX.length))
    : label;
}

export const PUNYCODE: FunctionTable = {
  punycode_from_string: textFunction("string", encodePunycode),
  punycode_to_string: textFunction("string", decodePunycode),
  punycode_domain_from_string: textFunction("string", domain(decodeLabel)),
  punycode_domain_to_string: textFunction("string", domain(encodeLabel)),
};
