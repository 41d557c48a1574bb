import { readFileSync } from "node:fs";
import { isThere } from "../files/kind.ts";
import { BUILD_FILE, PACKAGE_FILE } from "./paths.ts";

/** What a program was built from. */
export interface Build {
  readonly version: string;
  readonly commit: string;
}

/** Of this command line, as its build wrote it. */
export function ownBuild(): Build {
  if (isThere(BUILD_FILE)) return JSON.parse(readFileSync(BUILD_FILE, "utf8")) as Build;
  const { version } = JSON.parse(readFileSync(PACKAGE_FILE, "utf8")) as { version: string };
  return { version, commit: "unknown" };
}
