import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../files/files-below.ts";
import { TEMPLATE_FOLDER } from "./paths.ts";

export interface NewRule {
  readonly slug: string;
  /** A GUID. */
  readonly id: string;
  /**
   * Path from the rule's file to the schema of rules, for editors; undefined: the rule names none.
   */
  readonly schema: string | undefined;
}

/**
 * The files of a new rule by their paths in its folder: those of rules/_template, with an id and a
 * title of its own.
 */
export function newRuleFiles({ slug, id, schema }: NewRule): Readonly<Record<string, string>> {
  const paths = filesBelow(TEMPLATE_FOLDER, ".").sort((a, b) => depth(a) - depth(b));
  const texts = Object.fromEntries(
    paths.map((path) => [path, readFileSync(join(TEMPLATE_FOLDER, path), "utf8")]),
  );
  const rule = (texts["rule.yaml"] ?? "")
    .replace(
      /^# yaml-language-server: .*\n/,
      schema === undefined ? "" : `# yaml-language-server: $schema=${schema}\n`,
    )
    .replace(/^# The form is that.*\n(# .*\n)*\n/m, "")
    .replace(/^id: .*$/m, `id: ${id}`)
    .replace(/^name: .*$/m, `name: ${toTitle(slug)}`);
  return { ...texts, "rule.yaml": rule };
}

/** The rule comes before its cases. */
function depth(path: string): number {
  return path.split("/").length;
}

/** `Usb storage used` for `usb-storage-used`. */
function toTitle(slug: string): string {
  const words = slug.replaceAll("-", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
