import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The files at and below a path of a folder, in order, with `/` between names; a link is a file.
 */
export function filesBelow(folder: string, path: string): string[] {
  if (!lstatSync(join(folder, path)).isDirectory()) return [path];
  const names = readdirSync(join(folder, path)).sort();
  return names.flatMap((name) => filesBelow(folder, path === "." ? name : `${path}/${name}`));
}
