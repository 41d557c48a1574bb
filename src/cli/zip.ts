import { zipSync } from "fflate";

/** A zip has local times: a fixed one is the same in every time zone. Unix, readable by all. */
const ENTRY = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16, level: 9 } as const;

/**
 * Zips files by their paths. The same files give the same bytes, whatever the folder, clock, time
 * zone, umask and version of Node.js.
 */
export function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, [bytes, ENTRY]])),
  );
}
