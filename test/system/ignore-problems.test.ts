import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withParsers } from "../../src/cli/declared.ts";
import { hitRows, type StoredHits } from "../../src/cli/known-hits.ts";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import { loadRules } from "../../src/rules/load.ts";
import { hunts, ROOT, temporary } from "./cli.ts";

const problems = (out: string) => out.split("\n").filter((line) => line.startsWith("problem"));

test("check names every term that is none, likely hides nothing or hides too much, and so does a run", async () => {
  const settings = {
    IGNORE_COMMAND_LINES: "s1.dll,s2.dll\nrundll32\nTODO\n\u201cx.dll\u201d\nsocks.dat\nSOCKS.DAT",
  };
  const [checked, ran] = await Promise.all([
    hunts(["check"], settings),
    hunts(["run", "--rule", "rundll32-lolbin", "--dry-run", "--out", temporary()], settings),
  ]);
  for (const { code, out } of [checked, ran]) {
    expect(code).toBe(1);
    expect(
      problems(out).map((line) => /#\d: the term "[^"]*" [a-z]+ (?:a )?\S+/.exec(line)?.[0]),
    ).toEqual([
      '#1: the term "s1.dll,s2.dll" is one',
      '#3: the term "TODO" is a placeholder;',
      '#4: the term "\u201cx.dll\u201d" has curly',
      '#6: the term "SOCKS.DAT" is IGNORE_COMMAND_LINES#5',
      '#2: the term "rundll32" hides 19',
    ]);
  }
  expect(ran.out).toMatch(/2 by IGNORE_COMMAND_LINES#5\n/);
  expect(ran.out).not.toMatch(/by IGNORE_COMMAND_LINES#2/);
});

test("a watchlist that is set and not read is named, with its workspace", async () => {
  const settings = { IGNORE_WATCHLIST: "hunt-ignore" };
  const [checked, listed, ran] = await Promise.all([
    hunts(["check"], settings),
    hunts(["ignore", "list", "--out", temporary()], settings),
    hunts(["run", "--rule", "rundll32-command-shell", "--dry-run", "--out", temporary()], settings),
  ]);
  for (const { code, out } of [checked, listed])
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(
        "notice   watchlist hunt-ignore in no workspace: is not read, because this command does not query Azure",
      ),
    ]);
  expect([ran.code, problems(ran.out)]).toEqual([
    1,
    [expect.stringContaining("watchlist hunt-ignore in local: is not read")],
  ]);
});

test("preview reads a watchlist's file, also as a portal exports it and a spreadsheet saves it", async () => {
  const template = readFileSync(join(ROOT, "rules/ignore-lists/watchlist-template.csv"), "utf8");
  const [head = "", item = ""] = template.trim().split("\n");
  const exported = join(temporary(), "exported.csv");
  const rows = [
    `TimeGenerated [UTC],_DTItemId,${head.replace("rules", "Rules")}`,
    `"11/22/2026, 10:00:00.000 AM",1,${item}`,
    `,,${",".repeat(head.split(",").length - 1)}`,
  ];
  const wrong = `,2,${item.replace("contoso-agent", "other").replace("2026-04-15", "15/04/2026")}`;
  writeFileSync(exported, `\ufeff${[...rows, wrong].join("\r\n")}\r\n`);
  const { code, out } = await hunts(["ignore", "preview", exported, "--out", temporary()]);
  expect(code).toBe(1);
  expect(out).toMatch(
    /^contoso-agent: not active, so it hides nothing now\nrundll32-lolbin in local: hides 0 events, 80 remain\n/,
  );
  expect(problems(out)).toEqual([
    `problem  ${exported}:4, item other: expires: must be a date such as 2026-12-31, or a time with its zone, not "15/04/2026"; until then it hides nothing; correct the entry`,
  ]);
});

test("a rule that does not load has the last word of hunts test", async () => {
  const folder = join(temporary(), "rules");
  cpSync(join(ROOT, "rules"), folder, { recursive: true });
  const file = join(folder, "rundll32-lolbin/rule.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("PT1H", "hourly"));
  const { code, out } = await hunts(["test", "--rules", folder]);
  expect(code).toBe(1);
  expect(out.trim().split("\n").at(-1)).toBe(
    "not tested: the rule rundll32-lolbin cannot be used, so 41 cases did not run; of 56 other cases 0 failed, 1 problem",
  );
});

test("a rule whose query names an unknown parser is told once, as hunts check tells it, and its cases are left", async () => {
  const folder = join(temporary(), "rules");
  cpSync(join(ROOT, "rules"), folder, { recursive: true });
  const file = join(folder, "rundll32-command-shell/rule.yaml");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replaceAll("_Im_ProcessCreate", "_Im_ProcessCreat"),
  );
  const checked = problems((await hunts(["check", "--rules", folder])).out);
  expect(checked).toEqual([
    `problem  ${file}:46:7: The name '_Im_ProcessCreat' does not refer to any known function; did you mean _Im_ProcessCreate?`,
  ]);
  const { code, out } = await hunts(["test", "--rules", folder]);
  expect(code).toBe(1);
  expect(problems(out)).toEqual(checked);
  expect(out).not.toContain("failed  ");
  expect(out.trim().split("\n").at(-1)).toBe(
    "not tested: the rule rundll32-command-shell cannot be used, so 56 cases did not run; of 41 other cases 0 failed, 1 problem",
  );
});

test("what the build stores of the rules' hits is what their cases find now", async () => {
  const stored = JSON.parse(readFileSync(join(ROOT, "dist/known-hits.json"), "utf8")) as StoredHits;
  const { rules } = loadRules([join(ROOT, "rules")], ruleLanguage(PARSERS_FOLDER));
  const declared = withParsers(join(ROOT, "rules/asim"));
  expect(await hitRows(rules, declared, stored)).toEqual(stored);
  const [first] = rules;
  const [asked] = Object.values(await hitRows(first ? [first] : [], declared, {}));
  expect(asked).toEqual(stored[first?.rule.slug ?? ""]);
});
