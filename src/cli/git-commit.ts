import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../files/files-below.ts";

const UNKNOWN = "unknown";
const CHANGES = "+changes";

/** Marks a commit from which files differ; an unknown commit stays unknown. */
export function withChanges(commit: string): string {
  return commit === UNKNOWN || commit.endsWith(CHANGES) ? commit : `${commit}${CHANGES}`;
}

/**
 * The commit of a folder's rules and ignore lists: `unknown` outside a git repository, with
 * `+changes` if one of their files differs from the commit, is missing, or is not in it, ignored or
 * not. The files are compared here, because `git status` would run what the folder's repository
 * configures (fsmonitor, filters), and that repository is not trusted.
 */
export function contentCommit(folder: string): string {
  const commit = readHead(folder);
  if (!commit) return UNKNOWN;
  const held = readBlobs(folder);
  const isHeld = (path: string) => isBlob(join(folder, path), held.get(path) ?? "");
  return [...contentFiles(folder, [...held.keys()])].every(isHeld) ? commit : withChanges(commit);
}

/**
 * The commit that this product is built from. In the source folders `inputs`, ignored files count
 * as changes too.
 */
export function productCommit(folder: string, inputs: readonly string[]): string {
  // A folder inside another repository, such as an installed package, has no commit of its own.
  const commit =
    ask(folder, ["rev-parse", "--show-prefix"])?.trim() === "" ? readHead(folder) : undefined;
  if (!commit) return UNKNOWN;
  const asked = [
    ["--", "."],
    ["--ignored", "--", ...inputs],
  ];
  return asked.every((args) => ask(folder, ["status", "--porcelain", ...args]) === "")
    ? commit
    : withChanges(commit);
}

function readHead(folder: string): string | undefined {
  return ask(folder, ["rev-parse", "--short=12", "HEAD"])?.trim();
}

/**
 * The hashes of the files below a folder in the commit, by path; "" for links and submodules.
 */
function readBlobs(folder: string): ReadonlyMap<string, string> {
  const listed = (ask(folder, ["ls-tree", "-r", "-z", "HEAD"]) ?? "").split("\0");
  const parts = listed.map((line) => /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []);
  return new Map(
    parts.map(([, mode = "", hash = "", path = ""]) => [path, mode.startsWith("100") ? hash : ""]),
  );
}

/**
 * The files of a folder's rules, ignore lists and what it declares: those that exist, and those in
 * its commit.
 */
function contentFiles(folder: string, held: readonly string[]): ReadonlySet<string> {
  const names = readdirSync(folder);
  const rules = held.flatMap((path) => /^([^/]+)\/rule\.yaml$/.exec(path)?.[1] ?? []);
  const content = new Set([
    "ignore-lists",
    "asim",
    "functions",
    "tables",
    "watchlists",
    ...rules,
    ...names.filter((name) => existsSync(join(folder, name, "rule.yaml"))),
  ]);
  const there = names
    .filter((name) => content.has(name))
    .flatMap((name) => filesBelow(folder, name));
  return new Set([...there, ...held.filter((path) => content.has(path.split("/")[0] ?? ""))]);
}

/**
 * Whether a file has the bytes of a blob, as they are or as git on Windows checks them out. A link
 * never does, because its target is not part of the commit.
 */
function isBlob(file: string, blob: string): boolean {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  const bytes = readFileSync(file);
  const hash = (text: Buffer) =>
    createHash(blob.length === 40 ? "sha1" : "sha256")
      .update(`blob ${text.length}\0`)
      .update(text)
      .digest("hex");
  return (
    hash(bytes) === blob ||
    hash(Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1")) === blob
  );
}

/**
 * No locks, and no transports: a repository that lacks objects could have them fetched by a command
 * that it configures.
 */
const QUIET = { GIT_OPTIONAL_LOCKS: "0", GIT_ALLOW_PROTOCOL: "none" };

function ask(folder: string, args: readonly string[]): string | undefined {
  const options = ["-C", folder, "-c", "core.fsmonitor=false"];
  const env = { ...process.env, ...QUIET };
  try {
    return execFileSync("git", [...options, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env,
      maxBuffer: 2 ** 28,
    });
  } catch {
    // There is no git, or no repository that git trusts.
    return undefined;
  }
}
