import { zipSync } from "fflate";

/** A zip holds local time: this one reads the same in every zone. Unix, readable by all. */
const ENTRY = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16, level: 9 } as const;

/**
 * A zip of files by their paths: the same bytes for the same files, whatever the folder, clock,
 * time zone, umask and version of Node.js.
 */
export function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, [bytes, ENTRY]])),
  );
}
