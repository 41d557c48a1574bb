import type { EntityType, Identifier } from "../entity.ts";
import { identifier, strongest, valuesByIdentifier } from "./identifiers.ts";
import { isPlaceholder, pair, unwrap } from "./text.ts";

/**
 * A full path that is mapped as the name is split; the file's name at the end of a directory is cut
 * off. Source: Sentinel entities reference, File.
 */
export const file: EntityType = {
  name: "File",
  identifiers: ["Directory", "Name"],
  forms: [["Name", "Directory"]],
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
 * Cuts the file's name off the end of a directory, since Defender's FolderPath includes it. A name
 * without an extension stays: a folder is likely to have the same name (`/opt/app/app`).
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

/** Removes separators at the end, which mean nothing except after a drive. */
function withoutEnd(path: string): string {
  const bare = unwrap(path, "", "\\/");
  return bare !== path && /^[a-z]:$/i.test(bare) ? `${bare}\\` : bare;
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/"));
}
