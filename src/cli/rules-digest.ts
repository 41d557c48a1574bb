import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../files/files-below.ts";

/** A digest of the paths and bytes of a folder's files, to detect changes. */
export function rulesDigest(folder: string): string {
  const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
  // macOS creates these files, and npm leaves them out of packages.
  const files = filesBelow(folder, ".").filter((path) => !path.endsWith(".DS_Store"));
  return sha256(
    JSON.stringify(files.map((path) => [path, sha256(readFileSync(join(folder, path)))])),
  ).slice(0, 12);
}
