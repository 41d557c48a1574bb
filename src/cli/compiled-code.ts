import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";

/** From Node.js 22.1. */
const { enableCompileCache } = nodeModule as {
  readonly enableCompileCache?: (folder: string) => unknown;
};

/**
 * Lets Node.js keep the code that it compiles of whatever is imported from now on, so that the next
 * start need not compile it. Its default folder is below the shared folder for temporary files,
 * where another user could put code of theirs. Here, whoever can write to the folder can also write
 * to the program beside it; where the user cannot, nothing is kept.
 */
export function keepCompiledCode(): void {
  enableCompileCache?.(fileURLToPath(new URL("compiled", import.meta.url)));
}
