import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Gives a run of tests a temporary folder of its own, which is removed when the run ends. The tests
 * make thousands of folders, in their own processes and in those that they start.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "hunts-tests-"));
  for (const name of ["TMPDIR", "TEMP", "TMP"]) process.env[name] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
