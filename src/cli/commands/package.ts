import { readdirSync } from "node:fs";
import { join } from "node:path";
import { findFileFault } from "../../files/file-fault.ts";
import { isFolder } from "../../files/kind.ts";
import { makeFolder, replaceFile } from "../../files/write.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { type AppPackage, packApp } from "../app-package.ts";
import { loadContent } from "../content.ts";
import { findingsTableFile } from "../findings-table-file.ts";
import { noticeLines, problemLines } from "../reporters/text.ts";
import type { FolderOptions } from "../rules-folders.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { zip } from "../zip.ts";

export interface PackageOptions extends FolderOptions {
  readonly out: string;
  /** The file from which the template deploys an analytics rule for each of these rules. */
  readonly alertRules?: string;
}

/**
 * Packages the function app with rules and ignore lists, as `app.zip` and, for azd, as a folder,
 * `deploy`; if asked, also writes the file of their analytics rules. App settings are not used.
 * @returns 1 if a rule or an entry cannot be used: nothing is packaged then
 */
export async function packageApp(
  { out, alertRules, ...folders }: PackageOptions,
  terminal: Terminal,
): Promise<number> {
  const read = loadContent({ ...folders, environment: {} });
  const app = await packApp(read);
  noticeLines(terminal, read.replaced);
  if (app.problems.length > 0) {
    problemLines(terminal, app.problems);
    terminal.out(`nothing was packaged: ${countText(app.problems.length, "problem")}`);
    return 1;
  }
  const packed = zip(app.files);
  if (alertRules !== undefined) writeAlertRules(alertRules, app);
  writePackage(out, app.files, packed);
  for (const [path, bytes] of Object.entries(app.files)) terminal.out(sizeLine(path, bytes));
  terminal.out(sizeLine(join(out, "app.zip"), packed));
  for (const line of describePackage(app)) terminal.out(line);
  if (alertRules !== undefined)
    terminal.out(`${alertRules}: ${countText(app.content.rules.length, "analytics rule")}`);
  return 0;
}

function writeAlertRules(file: string, { content }: AppPackage): void {
  try {
    replaceFile(file, findingsTableFile(content.rules));
  } catch (error) {
    const fault = findFileFault(error, file);
    if (!fault) throw error;
    throw new UserError(`--alert-rules: ${fault.path} ${fault.what}`, fault.remedy);
  }
}

function writePackage(out: string, files: AppPackage["files"], packed: Uint8Array): void {
  const folder = join(out, "deploy");
  try {
    checkFolder(folder, Object.keys(files));
    makeFolder(folder);
    for (const [path, bytes] of Object.entries(files)) replaceFile(join(folder, path), bytes);
    replaceFile(join(out, "app.zip"), packed);
  } catch (error) {
    const fault = findFileFault(error, folder);
    if (!fault) throw error;
    throw new UserError(`--out: ${fault.path} ${fault.what}`, fault.remedy);
  }
}

/** Any other file in the folder would be deployed with the app. */
function checkFolder(folder: string, ours: readonly string[]): void {
  if (!isFolder(folder)) return;
  const strange = readdirSync(folder).filter(
    (name) => !ours.includes(name) && !ours.includes(name.replace(/\.new$/, "")),
  );
  if (strange.length === 0) return;
  throw new UserError(
    `${folder} contains ${strange[0]}, which is not part of the app`,
    "move it elsewhere, or name another folder with --out",
  );
}

function sizeLine(path: string, bytes: Uint8Array): string {
  return `${path.padEnd(14)}${`${Math.ceil(bytes.length / 1024)} KB`.padStart(8)}`;
}

function describePackage({ content: { rules, entries, built } }: AppPackage): string[] {
  const { version, commit, content } = built;
  return [
    `version ${version}, commit ${commit}`,
    `content ${content.digest}, commit ${content.commit}: ${countText(rules.length, "rule")}, ` +
      `${countText(entries.length, "ignore entry", "ignore entries")}`,
  ];
}
