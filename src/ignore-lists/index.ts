import type { IgnoreList } from "../hunt/ignore.ts";
import { fromAppSettings } from "./app-settings.ts";
import { fromFiles } from "./file.ts";

export interface IgnoreSources {
  /** App settings by name. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** The folder of shipped and reviewed entries. */
  readonly folder: string;
  readonly slugs: readonly string[];
}

type Source = (sources: IgnoreSources) => IgnoreList;

/** Where entries come from, in the order they are asked. A new source is one file and one line here. */
const SOURCES: readonly Source[] = [
  ({ folder, slugs }) => fromFiles(folder, slugs),
  ({ settings, slugs }) => fromAppSettings(settings, slugs),
];

/** All entries and all problems of all sources; of two entries with one id the first stays. */
export function ignoreList(sources: IgnoreSources): IgnoreList {
  const lists = SOURCES.map((source) => source(sources));
  const all = lists.flatMap(({ entries }) => entries);
  const entries = all.filter((entry, index) => all.findIndex(({ id }) => id === entry.id) === index);
  const doubled = all
    .filter((entry) => !entries.includes(entry))
    .map(({ id, origin }) => ({
      where: origin,
      message: `the entry id ${id} is taken, so this one hides nothing`,
      remedy: "give it another id",
    }));
  return { entries, problems: [...lists.flatMap(({ problems }) => problems), ...doubled] };
}
