import type { EntityType, Identifier } from "../entity.ts";
import { identifier, strongest, valuesByIdentifier } from "./identifiers.ts";
import { isPlaceholder, pair, unwrap } from "./text.ts";

/**
 * A full path as the name is split; a directory that ends in the file's name is cut. Source:
 * Sentinel entities reference, File.
 */
export const file: EntityType = {
  name: "File",
  identifiers: ["Directory", "Name"],
  anyCase: true,
  label(value) {
    const directory = value("Directory");
    const separator = directory?.startsWith("/") ? "/" : "\\";
    const mark = directory?.endsWith(separator) ? "" : separator;
    return pair(directory, mark, value("Name")) ?? value("Name");
  },
  complete(mapped) {
    const given = mapped.filter(({ value }) => !isPlaceholder(value));
    const names = given.flatMap((one) => (isName(one) ? split(unwrap(one.value)) : []));
    const name = valuesByIdentifier(names).get("Name");
    const directories = [...given, ...names].filter((one) => !isName(one));
    const folders = directories.map(({ value }) =>
      identifier("Directory", folder(unwrap(value), name)),
    );
    return strongest(valuesByIdentifier([...names.filter(isName), ...folders]), [
      ["Name"],
      ["Directory"],
    ]);
  },
};

function isName(one: Identifier): boolean {
  return one.identifier === "Name";
}

function split(path: string): Identifier[] {
  const at = lastSeparator(path);
  const name = identifier("Name", unwrap(path.slice(at + 1)));
  return at < 0 ? [name] : [name, identifier("Directory", path.slice(0, at + 1))];
}

/**
 * Defender's FolderPath ends in the file's name; only without an ending is a folder of that name
 * likely (`/opt/app/app`).
 */
function folder(directory: string, name = ""): string {
  const own = name.includes(".") ? name.toLowerCase() : undefined;
  let path = withoutEnd(directory);
  for (
    let at = lastSeparator(path);
    at >= 0 && path.slice(at + 1).toLowerCase() === own;
    at = lastSeparator(path)
  ) {
    path = withoutEnd(path.slice(0, at + 1));
  }
  return path;
}

/** A separator at the end says nothing, except after a drive. */
function withoutEnd(path: string): string {
  const bare = unwrap(path, "", "\\/");
  return bare !== path && /^[a-z]:$/i.test(bare) ? `${bare}\\` : bare;
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/"));
}
