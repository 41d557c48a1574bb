import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../files/files-below.ts";

/** What tells a folder of rules from a changed one: a digest of its files' paths and bytes. */
export function rulesDigest(folder: string): string {
  const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
  // macOS writes these, and npm packs none.
  const files = filesBelow(folder, ".").filter((path) => !path.endsWith(".DS_Store"));
  return sha256(
    JSON.stringify(files.map((path) => [path, sha256(readFileSync(join(folder, path)))])),
  ).slice(0, 12);
}
