import { EPOCH, eventOf } from "../hunt/findings/cells.ts";
import { compiledColumns } from "../hunt/ignore/entry-fields.ts";
import type { CoverageStore } from "../hunt/ledger/store.ts";
import { keptWatchlists, type ReadWatchlist } from "../ignore-lists/kept-watchlists.ts";
import type { AppContent } from "../rules/app-content.ts";
import type { Environment, Settings } from "../settings/settings.ts";
import { sourceFor } from "../techniques/source.ts";
import type { EntryFacts } from "./entries.ts";
import { openLedger } from "./ledger.ts";

/** What a process of the function app keeps while it lives; settings are read anew each time. */
export interface App {
  readonly content: AppContent;
  /** App settings by name. */
  readonly environment: Environment;
  readonly facts: EntryFacts;
  /** Reads watchlists and caches them for a while. */
  readonly readWatchlist: ReadWatchlist;
  /**
   * The ledger in the app's own storage account; opened once.
   * @throws CallError if there is no account
   */
  ledger(settings: Settings): Promise<CoverageStore>;
}

/** How long a watchlist is cached, ms: a change takes effect at the first tick after that. */
const FRESH_MS = 3 * 60_000;

export function createApp(content: AppContent, environment: Environment): App {
  let opened: Promise<CoverageStore> | undefined;
  return {
    content,
    environment,
    facts: factsIn(content),
    readWatchlist: keptWatchlists({ clock: Date.now, freshFor: FRESH_MS }),
    ledger(settings) {
      opened ??= openLedger(environment, settings).catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
  };
}

function factsIn({ rules, hits }: AppContent): EntryFacts {
  const known = rules.map((rule) => {
    const source = sourceFor(rule.hunt.technique);
    const own = hits[rule.slug] ?? [];
    return [rule.slug, own.flatMap((row) => eventOf(row, rule, EPOCH, source) ?? [])] as const;
  });
  return {
    slugs: rules.map(({ slug }) => slug),
    columns: compiledColumns(rules),
    known: new Map(known),
  };
}
