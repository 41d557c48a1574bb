import type { RuleColumns } from "../src/hunt/entry-fields.ts";
import type { CompiledContent } from "../src/rules/compile.ts";

/** Put in place by the build (scripts/build.mjs): the rules and shipped ignore entries of this version. */
declare const COMPILED_CONTENT: CompiledContent;

export const CONTENT: CompiledContent = COMPILED_CONTENT;
export const SLUGS: readonly string[] = CONTENT.rules.map(({ slug }) => slug);
export const COLUMNS: RuleColumns = new Map(CONTENT.rules.map(({ slug, columns }) => [slug, columns]));
