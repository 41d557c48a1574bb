import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder: the bundle lies in dist/. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

export const RULES_FOLDER = join(ROOT, "rules");
export const SAMPLES_FOLDER = join(ROOT, "samples");
export const PACKAGE_FILE = join(ROOT, "package.json");
