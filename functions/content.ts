import type { CompiledContent } from "../src/rules/compile.ts";

/** Put in place by the build (scripts/build.mjs): the rules and shipped ignore entries of this version. */
declare const COMPILED_CONTENT: CompiledContent;

export const CONTENT: CompiledContent = COMPILED_CONTENT;
export const SLUGS: readonly string[] = CONTENT.rules.map(({ slug }) => slug);
