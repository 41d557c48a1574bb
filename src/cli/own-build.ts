import { readFileSync } from "node:fs";
import { isThere } from "../files/kind.ts";
import { withChanges } from "./git-commit.ts";
import { BUILD_FILE, PACKAGE_FILE, RULES_FOLDER } from "./paths.ts";
import { rulesDigest } from "./rules-digest.ts";

/** The version and commit that a program was built from. */
export interface Build {
  readonly version: string;
  readonly commit: string;
}

/** The record that the build writes. */
interface BuildRecord extends Build {
  /** The digest of the rules that ship, at the time of the build. */
  readonly rules: string;
}

/** The version and commit of this command line. */
export function ownBuild(): Build {
  const built = buildRecord();
  if (built) return { version: built.version, commit: built.commit };
  const { version } = JSON.parse(readFileSync(PACKAGE_FILE, "utf8")) as { version: string };
  return { version, commit: "unknown" };
}

/** The commit of the rules that ship, marked if they were changed after the build. */
export function shippedCommit(): string {
  const built = buildRecord();
  if (!built) return "unknown";
  return rulesDigest(RULES_FOLDER) === built.rules ? built.commit : withChanges(built.commit);
}

function buildRecord(): BuildRecord | undefined {
  return isThere(BUILD_FILE)
    ? (JSON.parse(readFileSync(BUILD_FILE, "utf8")) as BuildRecord)
    : undefined;
}
