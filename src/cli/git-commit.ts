import { execFileSync } from "node:child_process";

/** The commit that a folder's files are of: `unknown` outside a git repository, with `+changes` where files differ from it. */
export function gitCommit(folder: string): string {
  const commit = ask(folder, ["rev-parse", "--short=12", "HEAD"]);
  if (!commit) return "unknown";
  return ask(folder, ["status", "--porcelain", "--", "."]) === "" ? commit : `${commit}+changes`;
}

/** Whether a folder is the root of a repository of its own, and not a part of another's, as an installed package is. */
export function isRepository(folder: string): boolean {
  return ask(folder, ["rev-parse", "--show-prefix"]) === "";
}

function ask(folder: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", ["-C", folder, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    // No git, or no repository that it trusts.
    return undefined;
  }
}
