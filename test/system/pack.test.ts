import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadContent } from "../../src/cli/content.ts";
import { readCases } from "../../src/cli/rule-cases/read-cases.ts";
import { askCase } from "../../src/cli/rule-cases/run-cases.ts";
import { hunter } from "../../src/hunt/findings/hunt.ts";
import { WORKSPACE } from "../harness.ts";
import { hunts, jsonLines, ROOT } from "./cli.ts";

const PACK = join(ROOT, "rules/pack");
const PAGE = readFileSync(join(ROOT, "docs/pack.md"), "utf8");
const SLUGS = readdirSync(PACK).sort();
const content = loadContent({ content: PACK, environment: {} });
const { rules, knowledge } = content;

test("the pack is checked without a problem, beside the rules that ship", async () => {
  const { code, out, err } = await hunts(["check", "--content", PACK]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain(`${SLUGS.length + 2} rules, 36 ignore entries, 0 problems`);
});

test("every case of the pack passes", async () => {
  const { code, out } = await hunts(["test", "--content", PACK, "--json"]);
  const results = jsonLines(out).filter(({ kind }) => kind === "case");
  expect(results.filter(({ failures }) => (failures as string[]).length > 0)).toEqual([]);
  expect([...new Set(results.map(({ rule }) => rule))].sort()).toEqual(
    [...SLUGS, "rundll32-command-shell", "rundll32-lolbin"].sort(),
  );
  expect(code).toBe(0);
});

describe.each(SLUGS)("%s", (slug) => {
  const { cases } = readCases(join(PACK, slug), slug);

  test("has at least eight hits and eight misses, and cases of every source", () => {
    const count = (kind: string) => cases.filter(({ name }) => name.startsWith(kind)).length;
    expect(count("hit-")).toBeGreaterThanOrEqual(8);
    expect(count("miss-")).toBeGreaterThanOrEqual(8);
    const tables = new Set(cases.flatMap(({ events }) => events.map((event) => event["Type"])));
    expect([...tables]).toEqual(
      expect.arrayContaining(["DeviceProcessEvents", "SecurityEvent", "WindowsEvent"]),
    );
  });

  test("is in docs/pack.md with its numbers of cases", () => {
    const count = (kind: string) => cases.filter(({ name }) => name.startsWith(kind)).length;
    const recorded = cases.filter(({ head }) => head.constructed === undefined).length;
    const [, ...shown] = new RegExp(
      `\\| \`${slug}\` +\\|[^|]*\\| +(\\d+) \\| +(\\d+) \\| +(\\d+) \\|\n`,
    ).exec(PAGE)!;
    expect(shown.map(Number)).toEqual([count("hit-"), count("miss-"), recorded]);
  });

  test("reads starts as the rules that ship do", () => {
    expect(readStarts(join(PACK, slug))).toBe(readStarts(join(ROOT, "rules/rundll32-lolbin")));
  });
});

/** The part of a rule's query that gives the starts of all sources the same columns. */
function readStarts(folder: string): string {
  const text = readFileSync(join(folder, "rule.yaml"), "utf8");
  const starts = text.slice(
    text.indexOf("  let Known"),
    text.indexOf("\n  };\n", text.indexOf("let Starts")),
  );
  expect(starts).toContain("_Im_ProcessCreate(targetprocess_has_any=targets)");
  return starts;
}

test.each([
  ["certutil-odd-use", "hit-recorded-sam-1", "incident High"],
  ["certutil-odd-use", "hit-recorded-decode", "bookmark Low"],
  ["certutil-odd-use", "hit-certificate", "bookmark Low"],
  ["mshta-odd-use", "hit-recorded-address-defender", "incident High"],
  ["mshta-odd-use", "hit-picture", "bookmark Low"],
  ["office-shell", "hit-word-powershell-sysmon", "incident High"],
  ["office-shell", "hit-office-elsewhere", "incident Medium"],
  ["regsvr32-odd-use", "hit-recorded-scriptlet-security", "incident High"],
  ["regsvr32-odd-use", "hit-recorded-other-folder", "bookmark Low"],
  ["remote-management-shell", "hit-recorded-wmiexec", "incident High"],
  ["remote-management-shell", "hit-recorded-winrs", "bookmark Low"],
  ["rundll32-misplaced", "hit-recorded-look-alike-folder", "incident High"],
  ["rundll32-odd-module", "hit-recorded-defender", "incident High"],
  ["rundll32-odd-module", "hit-installer-name-elsewhere", "bookmark Low"],
  ["rundll32-odd-module", "hit-recorded-scripted-benign", "bookmark Low"],
  ["rundll32-process-dump", "hit-recorded-lsassy-security", "incident High"],
  ["rundll32-proxy-export", "hit-recorded-control-panel-sysmon", "incident High"],
  ["rundll32-proxy-export", "hit-saved-passwords", "bookmark Low"],
  ["rundll32-script", "hit-javascript-sysmon", "incident High"],
  ["rundll32-unusual-child", "hit-recorded-conhost-of-fonts", "incident Medium"],
  ["rundll32-unusual-parent", "hit-recorded-service-security", "incident High"],
  ["rundll32-unusual-parent", "hit-recorded-powershell-defender", "bookmark Low"],
])("%s delivers %s as %s", async (slug, name, delivered) => {
  const { rule, file } = rules.find((loaded) => loaded.rule.slug === slug)!;
  const [one] = readCases(dirname(file), slug).cases.filter((found) => found.name === name);
  const rows = (await askCase(rule, one!, content)).flatMap((answer) => answer.rows);
  const bands = hunter(rule, WORKSPACE, knowledge)(rows).findings.map(({ group }) => group.band);
  expect(bands.map(({ delivery, severity }) => `${delivery} ${severity}`)).toEqual([delivered]);
});
