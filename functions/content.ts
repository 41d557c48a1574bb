import { gunzipSync } from "node:zlib";
import type { RuleColumns } from "../src/hunt/entry-fields.ts";
import { type Row, toEvent } from "../src/hunt/event.ts";
import type { KnownHits } from "../src/ignore-lists/breadth.ts";
import type { CompiledContent } from "../src/rules/compile.ts";
import { WINDOWS } from "../src/windows/derive.ts";

interface BuiltContent extends CompiledContent {
  /** The rows of every rule's hit cases, by slug: packed JSON, since they would be a tenth of our own code. */
  readonly packedHits: string;
}

/** Put in place by the build (scripts/build.mjs): the rules and shipped ignore entries of this version. */
declare const COMPILED_CONTENT: BuiltContent;

export const CONTENT: BuiltContent = COMPILED_CONTENT;
export const SLUGS: readonly string[] = CONTENT.rules.map(({ slug }) => slug);
export const COLUMNS: RuleColumns = new Map(CONTENT.rules.map(({ slug, columns }) => [slug, columns]));

const HITS = JSON.parse(gunzipSync(Buffer.from(CONTENT.packedHits, "base64")).toString("utf8")) as Readonly<Record<string, readonly Row[]>>;

export const KNOWN_HITS: KnownHits = new Map(
  CONTENT.rules.map(({ slug, hunt }) => [slug, (HITS[slug] ?? []).flatMap((row) => toEvent(row, hunt.time, WINDOWS) ?? [])]),
);
