import type { Bag } from "../values/types.ts";
import type { FunctionTable } from "./function.ts";
import { textFunction } from "./text-function.ts";

const SCHEME = /^([A-Za-z][A-Za-z\d+.-]*):\/\//;
/** A drive, also after `\\?\` or, as in a URL, after a slash. */
const DRIVE = /^(?:\\\\[?.]\\|\/)?([A-Za-z]:)/;

/** The parts of a path of Windows or Unix; a part that it lacks is "". */
function partsOf(path: string): Bag {
  const scheme = SCHEME.exec(path);
  const rest = path.slice(scheme?.[0].length ?? 0);
  const drive = DRIVE.exec(rest);
  const root = drive?.[0].length ?? 0;
  const separator = lastSeparator(rest);
  const directory = rest.slice(root, Math.max(separator, root));
  const [filename = "", ...streams] = rest.slice(Math.max(separator + 1, root)).split(":");
  return {
    Scheme: scheme?.[1] ?? "",
    RootPath: drive?.[1] ?? "",
    DirectoryPath: rest.slice(0, Math.max(separator, root)),
    DirectoryName: directory.slice(lastSeparator(directory) + 1),
    Filename: filename,
    Extension: filename.includes(".") ? filename.slice(filename.lastIndexOf(".") + 1) : "",
    AlternateDataStreamName: streams.join(":"),
  };
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
}

export const PATHS: FunctionTable = {
  parse_path: textFunction("dynamic", partsOf),
};
