import { join } from "node:path";
import { PROJECT_FOLDER as ROOT } from "../files/project-folder.ts";

export const RULES_FOLDER = join(ROOT, "rules");
/** Copied for a new rule. */
export const TEMPLATE_FOLDER = join(RULES_FOLDER, "_template");
export const RULE_SCHEMA_FILE = join(RULES_FOLDER, "rule.schema.json");
export const HUNT_SCHEMA_FILE = join(RULES_FOLDER, "hunt.schema.json");
/** The parsers that ship, one stored function per file. */
export const PARSERS_FOLDER = join(RULES_FOLDER, "asim");
export const SAMPLES_FOLDER = join(ROOT, "samples");
/** Written by the build. */
export const KNOWN_HITS_FILE = join(ROOT, "dist/known-hits.json");
export const ANSWERS_FILE = join(ROOT, "dist/answers.json");
export const PACKAGE_FILE = join(ROOT, "package.json");
/**
 * Written by the build: the version, commit and rules it was made from, and the function app
 * without rules.
 */
export const BUILD_FILE = join(ROOT, "dist/build.json");
export const APP_FOLDER = join(ROOT, "dist/app");
/** Written by the build: the thread that runs queries within a budget. */
export const QUERY_THREAD_FILE = join(ROOT, "dist/query-thread.mjs");
export const HOST_FILE = join(ROOT, "host.json");
