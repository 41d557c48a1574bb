import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packApp } from "../../src/cli/app-package.ts";
import { loadContent } from "../../src/cli/content.ts";
import { contentCommit, productCommit, withChanges } from "../../src/cli/git-commit.ts";
import { rulesDigest } from "../../src/cli/rules-digest.ts";
import { RULES } from "../harness.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "hunts-"));
const git = (folder: string, ...args: string[]) =>
  execFileSync(
    "git",
    ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args],
    { stdio: "pipe" },
  );

/** A SOC's repository with content in a folder of its own. */
function repository() {
  const root = temporary();
  const folder = join(root, "soc");
  mkdirSync(join(folder, "own-rule"), { recursive: true });
  mkdirSync(join(folder, "ignore-lists"));
  writeFileSync(join(folder, "own-rule/rule.yaml"), "name: é\nid: x\n");
  writeFileSync(join(folder, "ignore-lists/own.yaml"), "entries: []\n");
  writeFileSync(join(folder, "notes.md"), "n\n");
  writeFileSync(join(root, ".gitignore"), "local.yaml\nnode_modules\n");
  git(root, "init", "-q");
  git(root, "add", ".");
  git(root, "commit", "-qm", "one");
  return { root, folder };
}

const WHOLE = /^[0-9a-f]{12}$/;
const CHANGED = /^[0-9a-f]{12}\+changes$/;

test.each<[string, (folder: string) => void, RegExp]>([
  ["as it was committed", () => undefined, WHOLE],
  [
    "with lines that end as on Windows",
    (folder) => writeFileSync(join(folder, "own-rule/rule.yaml"), "name: é\r\nid: x\r\n"),
    WHOLE,
  ],
  [
    "with other files, which are not packed",
    (folder) => mkdirSync(join(folder, "node_modules/x"), { recursive: true }),
    WHOLE,
  ],
  [
    "with a changed rule",
    (folder) => writeFileSync(join(folder, "own-rule/rule.yaml"), "name: b\n"),
    CHANGED,
  ],
  [
    "without a rule that the commit holds",
    (folder) => rmSync(join(folder, "own-rule"), { recursive: true }),
    CHANGED,
  ],
  [
    "with a list that git does not know",
    (folder) => writeFileSync(join(folder, "ignore-lists/new.yaml"), ""),
    CHANGED,
  ],
  [
    "with a list that git ignores",
    (folder) => writeFileSync(join(folder, "ignore-lists/local.yaml"), ""),
    CHANGED,
  ],
  [
    "with a link to what git does not know",
    (folder) => symlinkSync("/dev/null", join(folder, "ignore-lists/a.yaml")),
    CHANGED,
  ],
])("a folder of content %s", (_name, change, commit) => {
  const { folder } = repository();
  change(folder);
  expect(contentCommit(folder)).toMatch(commit);
});

test("outside a repository, and in one without a commit, it is unknown", () => {
  const folder = temporary();
  expect(contentCommit(folder)).toBe("unknown");
  git(folder, "init", "-q");
  expect(contentCommit(folder)).toBe("unknown");
});

test("nothing that the folder's repository configures is run", () => {
  const { root, folder } = repository();
  const mark = join(temporary(), "ran");
  const command = `touch ${mark}; cat`;
  for (const name of [
    "core.fsmonitor",
    "core.sshCommand",
    "core.pager",
    "filter.f.clean",
    "filter.f.process",
    "alias.ls-tree",
  ])
    git(root, "config", name, name.startsWith("alias") ? `!${command}` : command);
  writeFileSync(join(root, ".git/info/attributes"), "* filter=f\n");
  writeFileSync(join(folder, "own-rule/rule.yaml"), "name: c\n");
  expect(contentCommit(folder)).toMatch(CHANGED);
  expect(existsSync(mark)).toBe(false);
  // The trap works: git status springs it.
  git(root, "status");
  expect(existsSync(mark)).toBe(true);
});

test("the product's commit is of a repository of its own; of its sources also ignored files count", () => {
  const { root, folder } = repository();
  mkdirSync(join(root, "node_modules"));
  writeFileSync(join(root, "node_modules/local.yaml"), "");
  expect(productCommit(root, ["soc"])).toMatch(WHOLE);
  expect(productCommit(folder, ["."])).toBe("unknown");
  writeFileSync(join(folder, "local.yaml"), "");
  expect(productCommit(root, ["soc"])).toMatch(CHANGED);
  expect([withChanges("a"), withChanges("a+changes"), withChanges("unknown")]).toEqual([
    "a+changes",
    "a+changes",
    "unknown",
  ]);
});

test("a package of a folder in place of what ships names that folder's commit, not the product's", async () => {
  const folder = join(temporary(), "rules");
  cpSync(RULES, folder, { recursive: true });
  const commit = async () =>
    (await packApp(loadContent({ rules: folder, environment: {} }))).content.built.content.commit;
  expect(await commit()).toBe("unknown");
  git(folder, "init", "-q");
  git(folder, "add", ".");
  git(folder, "commit", "-qm", "own");
  expect(await commit()).toBe(String(git(folder, "rev-parse", "--short=12", "HEAD")).trim());
});

test("a digest tells rules from the same with a byte or a name changed", () => {
  const folder = join(temporary(), "rules");
  cpSync(RULES, folder, { recursive: true });
  const shipped = rulesDigest(RULES);
  expect(rulesDigest(folder)).toBe(shipped);
  writeFileSync(join(folder, ".DS_Store"), "");
  expect(rulesDigest(folder)).toBe(shipped);
  const rule = join(folder, "rundll32-lolbin/rule.yaml");
  writeFileSync(rule, `${readFileSync(rule, "utf8")} `);
  expect(rulesDigest(folder)).not.toBe(shipped);
});
