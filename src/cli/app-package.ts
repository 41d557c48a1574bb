import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Problem } from "../hunt/base/problem.ts";
import { type AppContent, type BuiltFrom, CONTENT_FILE } from "../rules/app-content.ts";
import { compileContent } from "../rules/compile.ts";
import { emptyWorkspace } from "./columns.ts";
import type { Content } from "./content.ts";
import { contentCommit } from "./git-commit.ts";
import { hitRows, storedHits } from "./known-hits.ts";
import { ownBuild, shippedCommit } from "./own-build.ts";
import { APP_FOLDER, HOST_FILE, PACKAGE_FILE, RULES_FOLDER } from "./paths.ts";

/** A deployable package of the function app. */
export interface AppPackage {
  /** The contents of each file, by its path in the package. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly content: AppContent;
  readonly problems: readonly Problem[];
}

/**
 * Packages the app of this version with rules and ignore lists. The bytes depend on the sources
 * alone.
 */
export async function packApp(read: Content): Promise<AppPackage> {
  const workspace = emptyWorkspace(read);
  // The problems of the ignore lists are among those of `read`.
  const ignore = { ...read.ignore, problems: [] };
  const compiled = compileContent({ rules: read.rules, ignore }, workspace.engine.bind);
  const problems = [...read.problems, ...workspace.problems, ...compiled.problems];
  const rows = await hitRows(read.rules, read, storedHits());
  const hits = Object.fromEntries(compiled.rules.map(({ slug }) => [slug, rows[slug]?.rows ?? []]));
  const parts = { ...compiled, problems: [], hits };
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
  const content = { ...parts, built: builtFrom(digest, read) };
  return { files: appFiles(content), content, problems };
}

function builtFrom(digest: string, { folders }: Content): BuiltFrom {
  const { version, commit: built } = ownBuild();
  const isShipped = (folder: string) => resolve(folder) === RULES_FOLDER;
  const named = folders.at(-1) ?? RULES_FOLDER;
  // The rules that ship have the product's own commit, which only the build knows.
  const commit = folders.some(isShipped) ? shippedCommit() : built;
  return {
    version,
    commit,
    content: { digest, commit: isShipped(named) ? commit : contentCommit(named) },
  };
}

function appFiles(content: AppContent): Readonly<Record<string, Uint8Array>> {
  const { name, version, license } = JSON.parse(readFileSync(PACKAGE_FILE, "utf8"));
  const manifest = { name, version, license, private: true, main: "main.cjs" };
  return {
    "host.json": readFileSync(HOST_FILE),
    "main.cjs": readFileSync(join(APP_FOLDER, "main.cjs")),
    "main.cjs.map": readFileSync(join(APP_FOLDER, "main.cjs.map")),
    [CONTENT_FILE]: Buffer.from(JSON.stringify(content)),
    "package.json": Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`),
  };
}
