import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../fixtures/infra");

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/**
 * What the compiler predicts for a parameter file of test/fixtures/infra (scripts/check-infra.mjs
 * keeps it true).
 */
export function resourcesOf(name: string): readonly Resource[] {
  const { predictedResources } = JSON.parse(
    readFileSync(join(FOLDER, `${name}.snapshot.json`), "utf8"),
  ) as {
    predictedResources: Resource[];
  };
  return predictedResources;
}

export const SNAPSHOTS: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".snapshot.json"))
  .map((file) => file.replace(".snapshot.json", ""));

export const ofType = (resources: readonly Resource[], type: string) =>
  resources.filter((resource) => resource.type === type);
