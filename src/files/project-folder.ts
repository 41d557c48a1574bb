import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder: this file is in src/files, the bundle in dist or dist/cli. */
export const PROJECT_FOLDER = findProject(dirname(fileURLToPath(import.meta.url)));

function findProject(folder: string): string {
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, "package.json")) ? folder : findProject(above);
}
