import { limit } from "../limits.ts";
import { isList, type Value } from "../values/types.ts";
import { numericOrNull } from "./arguments.ts";
import type { FunctionTable } from "./function.ts";
import { textFunction } from "./text-function.ts";

/** The bytes of a base64 text, or null if it is not base64 with its padding. */
function decode(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

function isByte(value: Value): boolean {
  const number = numericOrNull(value);
  return number !== null && Number.isInteger(number) && number >= 0 && number <= 255;
}

/** The bytes of a GUID as Windows stores them: its first three groups are little-endian. */
function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll("-", ""), "hex");
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

export const BASE64_BYTES: FunctionTable = {
  base64_decode_toarray: textFunction("dynamic", (text, { at }) => {
    const bytes = decode(text);
    if (bytes) limit("items", bytes.length, at);
    return bytes && Array.from(bytes, BigInt);
  }),
  base64_encode_fromarray: {
    arity: [1, 1],
    type: "string",
    call: ([bytes = null]) =>
      isList(bytes) && bytes.every(isByte) ? Buffer.from(bytes.map(Number)).toString("base64") : "",
  },
  base64_encode_fromguid: textFunction("string", (guid) => guidBytes(guid).toString("base64")),
};
