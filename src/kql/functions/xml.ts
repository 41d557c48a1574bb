import type { FunctionTable } from "./function.ts";
import { textFunction } from "./text-function.ts";
import { readXml } from "./xml-document.ts";

/** Bytes of the longest text that Kusto reads as XML; a longer one gives null. */
const LONGEST = 1_048_576;

export const XML: FunctionTable = {
  parse_xml: textFunction("dynamic", (text) =>
    Buffer.byteLength(text) > LONGEST ? null : readXml(text),
  ),
};
