/**
 * The API versions in which Microsoft.SecurityInsights offers all of these resource types. Source:
 * the resource types of Azure's Bicep compiler, November 2026.
 */
const COMMON = [
  ...[
    "2019-01-01-preview",
    "2021-09-01-preview",
    "2021-10-01",
    "2021-10-01-preview",
    "2022-01-01-preview",
    "2022-04-01-preview",
  ],
  ...[
    "2022-05-01-preview",
    "2022-06-01-preview",
    "2022-07-01-preview",
    "2022-08-01",
    "2022-08-01-preview",
    "2022-09-01-preview",
  ],
  ...[
    "2022-10-01-preview",
    "2022-11-01",
    "2022-11-01-preview",
    "2022-12-01-preview",
    "2023-02-01",
    "2023-02-01-preview",
  ],
  ...[
    "2023-03-01-preview",
    "2023-04-01-preview",
    "2023-05-01-preview",
    "2023-06-01-preview",
    "2023-07-01-preview",
  ],
  ...[
    "2023-08-01-preview",
    "2023-09-01-preview",
    "2023-10-01-preview",
    "2023-11-01",
    "2023-12-01-preview",
    "2024-01-01-preview",
  ],
  ...[
    "2024-03-01",
    "2024-04-01-preview",
    "2024-09-01",
    "2024-10-01-preview",
    "2025-01-01-preview",
    "2025-03-01",
  ],
  ...["2025-04-01-preview", "2025-06-01", "2025-07-01-preview", "2025-09-01", "2025-10-01-preview"],
];

/** Additional versions of some resource types. */
const ADDITIONAL: Readonly<Record<string, readonly string[]>> = {
  incidents: ["2020-01-01", "2021-03-01-preview", "2021-04-01"],
  comments: ["2020-01-01", "2021-03-01-preview", "2021-04-01"],
  relations: ["2021-03-01-preview", "2021-04-01"],
  bookmarks: ["2020-01-01"],
  alertrules: ["2020-01-01", "2021-03-01-preview"],
  watchlists: ["2021-03-01-preview", "2021-04-01"],
  watchlistitems: ["2021-03-01-preview", "2021-04-01"],
};

/** All versions of a resource type, in order; `collection` is its path segment in lower case. */
export function listVersions(collection: string): readonly string[] {
  return [...COMMON, ...(ADDITIONAL[collection] ?? [])].sort();
}

/**
 * The first preview in which bookmarks have entity mappings, tactics and techniques. No stable
 * version has them.
 */
const MAPPED_SINCE = "2021-10-01-preview";

export function mapsEntities(version: string): boolean {
  return version.endsWith("-preview") && version >= MAPPED_SINCE;
}
