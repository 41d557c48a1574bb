import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The files at and below a path in a folder, sorted and relative to the folder, with `/` between
 * names. A link counts as a file and is not followed.
 */
export function filesBelow(folder: string, path: string): string[] {
  if (!lstatSync(join(folder, path)).isDirectory()) return [path];
  const names = readdirSync(join(folder, path)).sort();
  return names.flatMap((name) => filesBelow(folder, path === "." ? name : `${path}/${name}`));
}
