import { readFileSync } from "node:fs";
import { isThere } from "../files/kind.ts";
import { withChanges } from "./git-commit.ts";
import { BUILD_FILE, PACKAGE_FILE, RULES_FOLDER } from "./paths.ts";
import { rulesDigest } from "./rules-digest.ts";

/** What a program was built from. */
export interface Build {
  readonly version: string;
  readonly commit: string;
}

/** What the build wrote. */
interface BuildRecord extends Build {
  /** The digest of the rules that ship, as they were when it was built. */
  readonly rules: string;
}

/** Of this command line, as its build wrote it. */
export function ownBuild(): Build {
  const built = buildRecord();
  if (built) return { version: built.version, commit: built.commit };
  const { version } = JSON.parse(readFileSync(PACKAGE_FILE, "utf8")) as { version: string };
  return { version, commit: "unknown" };
}

/** The commit of the rules that ship: the build's, which somebody may have changed them after. */
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
