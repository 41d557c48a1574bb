import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toEvent } from "../src/hunt/conditions/event.ts";
import type { RuleColumns } from "../src/hunt/ignore/entry-fields.ts";
import type { KnownHits } from "../src/ignore-lists/breadth.ts";
import { type AppContent, CONTENT_FILE } from "../src/rules/app-content.ts";
import { sourceFor } from "../src/techniques/source.ts";

/** Rules, ignore entries and what they were made of, as they were packed with the app. */
export const CONTENT: AppContent = readContent();
export const SLUGS: readonly string[] = CONTENT.rules.map(({ slug }) => slug);
export const COLUMNS: RuleColumns = new Map(
  CONTENT.rules.map(({ slug, columns }) => [slug, columns]),
);

export const KNOWN_HITS: KnownHits = new Map(
  CONTENT.rules.map(({ slug, hunt }) => {
    const source = sourceFor(hunt.technique);
    return [
      slug,
      (CONTENT.hits[slug] ?? []).flatMap((row) => toEvent(row, hunt.time, source) ?? []),
    ];
  }),
);

/**
 * Throwing here would leave an app without a single function, and without a word: health says it
 * instead.
 */
function readContent(): AppContent {
  try {
    return JSON.parse(readFileSync(join(__dirname, CONTENT_FILE), "utf8")) as AppContent;
  } catch (error) {
    const { code = "it is no JSON" } = error as NodeJS.ErrnoException;
    const message = `cannot be read (${code}); there are no rules, and nothing hunts`;
    const problem = {
      where: CONTENT_FILE,
      message,
      remedy: "deploy the whole package that hunts package makes",
    };
    const unknown = "unknown";
    const built = {
      version: unknown,
      commit: unknown,
      content: { digest: unknown, commit: unknown },
    };
    return { rules: [], entries: [], hits: {}, problems: [problem], built };
  }
}
