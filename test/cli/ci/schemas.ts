import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { validateXML } from "xmllint-wasm";

const require = createRequire(import.meta.url);

const URI = /^[a-z][a-z0-9+.-]*:[^\s]*$/i;

let compiled: ValidateFunction | undefined;

/** What is wrong with a log by the schema of SARIF; null if nothing is. */
export function sarifErrors(log: unknown): ErrorObject[] | null | undefined {
  compiled ??= compileSarif();
  compiled(log);
  return compiled.errors;
}

function compileSarif(): ValidateFunction {
  // Microsoft's package carries the schema for tests like these. It is of a draft that names itself
  // by `id`, which Ajv no longer reads.
  const {
    id: _,
    $schema: __,
    ...schema
  } = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as Record<
    string,
    unknown
  >;
  const formats = {
    uri: URI,
    "uri-reference": /^[^\s\\<>"{}|^`]*$/,
    "date-time": (text: string) => !Number.isNaN(Date.parse(text)),
  };
  // One of its patterns is not valid with the flag u.
  const options = { strict: false, allErrors: true, unicodeRegExp: false, formats };
  return new Ajv(options).compile(schema);
}

const JUNIT = join(import.meta.dirname, "../../fixtures/junit.xsd");

/** What libxml2 says against a text as XML, and as JUnit's. */
export async function junitErrors(text: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: "report.xml", contents: text }],
    schema: [readFileSync(JUNIT, "utf8")],
  });
  return errors.map(({ message }) => message);
}
