import { readDocument } from "../content/document.ts";
import { readText } from "../files/read-text.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { type HuntFile, huntFileSchema } from "./schema.ts";

/** The name of the file in which our options stand beside a rule that others wrote. */
export const HUNT_FILE = "hunt.yaml";

/** A hunt.yaml as it was read. */
export interface ReadHuntFile {
  readonly file: string;
  readonly value: HuntFile;
  readonly place: (path: readonly PropertyKey[]) => string;
}

/** Reads hunt.yaml. All of it is ours, so that every mistake is a problem. */
export function readHuntFile(
  file: string,
): ReadHuntFile | { readonly problems: readonly Problem[] } {
  const found = readText(file);
  if ("problem" in found) return { problems: [found.problem] };
  if (/^\s*(?:#[^\n]*\s*)*$/.test(found.text))
    return { file, value: {}, place: () => `${file}:1:1` };
  const read = readDocument<HuntFile>(file, found.text, huntFileSchema);
  return "problems" in read ? read : { file, ...read };
}

/** The fields of hunt.yaml that a rule file has, too; the others are options of `hunt:`. */
const COMMON_FIELDS = [
  "id",
  "name",
  "description",
  "severity",
  "tactics",
  "relevantTechniques",
  "entityMappings",
  "alertDetailsOverride",
] as const;

export function isCommonField(name: PropertyKey | undefined): boolean {
  return COMMON_FIELDS.some((field) => field === name);
}
