import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AppContent, CONTENT_FILE } from "../rules/app-content.ts";

/**
 * Rules, ignore entries and what they were built from, as packed with the app. If this threw, the
 * app would have no functions and give no explanation; instead, health reports the problem.
 */
export function readContent(folder: string): AppContent {
  try {
    return JSON.parse(readFileSync(join(folder, CONTENT_FILE), "utf8")) as AppContent;
  } catch (error) {
    const { code = "it is not JSON" } = error as NodeJS.ErrnoException;
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
