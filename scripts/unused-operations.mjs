import { readFile } from "node:fs/promises";

/**
 * The operation groups of @azure/arm-securityinsight that the app uses;
 * src/azure/sentinel-client.ts provides only these.
 */
export const USED_OPERATIONS = [
  "bookmarks",
  "incidentComments",
  "incidentRelations",
  "incidents",
  "watchlistItems",
];

const OPERATIONS = /arm-securityinsight[\\/]dist-esm[\\/]src[\\/]operations[\\/](\w+)\.js$/;

/**
 * Leaves the other operation groups out of a bundle. The client creates all of them, used or not,
 * and they are a quarter of the package. Each is replaced by one that throws if it is used after
 * all.
 */
export const withoutUnusedOperations = {
  name: "without unused operations",
  setup({ onLoad }) {
    onLoad({ filter: OPERATIONS }, async ({ path }) => {
      const [, group = ""] = OPERATIONS.exec(path) ?? [];
      if (group === "index" || USED_OPERATIONS.includes(group)) return undefined;
      const [, name] = /export class (\w+)/.exec(await readFile(path, "utf8")) ?? [];
      if (!name) throw new Error(`${path} exports no class any more`);
      const message = JSON.stringify(
        `${group} is left out of the bundle: name it in scripts/unused-operations.mjs`,
      );
      return {
        contents:
          `export class ${name} { constructor() { return new Proxy({}, { get() { throw new ` +
          `Error(${message}); } }); } }`,
      };
    });
  },
};
