import { readArmRules } from "./arm.ts";
import type { FormFile } from "./form.ts";
import { readKqlRules } from "./kql.ts";
import { readMarkdownRules } from "./markdown.ts";
import { readYamlRules } from "./yaml.ts";

type Reader = (file: string, text: string) => FormFile;

/** How files are read, by the end of their names. */
const READERS: Readonly<Record<string, Reader>> = {
  yaml: readYamlRules,
  yml: readYamlRules,
  json: readArmRules,
  kql: readKqlRules,
  csl: readKqlRules,
  kusto: readKqlRules,
  txt: readKqlRules,
  md: readMarkdownRules,
};

const ENDS = new Map(Object.entries(READERS));

/** Whether a file's name is that of a form of rules. */
export function mayHoldRules(file: string): boolean {
  return readerFor(file) !== undefined;
}

/** Reads the rules and functions of a file in whatever form it has. */
export function readRulesIn(file: string, text: string): FormFile {
  return (readerFor(file) ?? readKqlRules)(file, text);
}

function readerFor(file: string): Reader | undefined {
  return ENDS.get(/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? "");
}
