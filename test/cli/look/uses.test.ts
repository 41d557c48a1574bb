import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadContent } from "../../../src/cli/content.ts";
import { entryFacts } from "../../../src/cli/entry-facts.ts";
import { noisiestUses, proposeEntries } from "../../../src/cli/look/proposals.ts";
import { entryFor, entryId } from "../../../src/cli/look/use-entry.ts";
import {
  findUses,
  joinUses,
  LONGEST_LINE,
  MOST_CHARACTERS,
  type Use,
} from "../../../src/cli/look/uses.ts";
import { pasteTexts } from "../../../src/cli/reporters/paste.ts";
import type { Row } from "../../../src/hunt/conditions/event.ts";
import { matcher } from "../../../src/hunt/conditions/matcher.ts";
import { ENTITY_TYPES } from "../../../src/hunt/findings/entities/index.ts";
import { hunter } from "../../../src/hunt/findings/hunt.ts";
import type { IgnoreEntry } from "../../../src/hunt/ignore/ignore.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import { WINDOWS } from "../../../src/windows/command-line.ts";
import { RULES, RUNDLL32, seedRule, WORKSPACE } from "../../harness.ts";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const rule = seedRule("rundll32-lolbin");
const hunt = hunter(rule, WORKSPACE, {
  sourceFor,
  entities: ENTITY_TYPES,
  ignore: [],
  now: () => NOW,
});

const rowOf = (CommandLine: string, host: string, at: number): Row => ({
  TimeGenerated: new Date(NOW + at * 10_000).toISOString(),
  Dvc: host,
  User: `LAB\\${host}`,
  Process: RUNDLL32,
  CommandLine,
  ActingProcessName: "C:\\Windows\\explorer.exe",
  TargetProcessId: String(at),
  Type: "WindowsEvent",
});
const findingsOf = (lines: readonly string[], host = (index: number) => `ws${index}`) =>
  hunt(lines.map((line, index) => rowOf(line, host(index), index))).findings;

/** Words of two letters, which no rule of templates takes for what varies. */
const letters = (index: number) =>
  `${"qrstuvwxyz"[Math.floor(index / 10) % 10]}${"ghijklmnop"[index % 10]}${"qrstu"[Math.floor(index / 100)]}`;

async function proposalsFor(uses: readonly Use[], preview: readonly string[] = ["--live"]) {
  const content = loadContent({ rules: RULES, environment: {} });
  return proposeEntries(uses, {
    content,
    facts: await entryFacts(content),
    folder: "out/look/entries",
    now: NOW,
    attack: [],
    preview,
  });
}

const word = fc.constantFrom(
  "a1b2c3d4e5f6",
  "0xdeadbeef12",
  "User One",
  "{6d809377-6af0-444b-8957-a3773f02200e}",
  "10.1.2.3",
  "x",
  "12345",
);
const lines = fc.array(
  fc
    .tuple(
      fc.constantFrom(
        "C:\\Users\\%\\AppData\\a.dll",
        "C:\\Windows\\Installer\\MSI%.tmp",
        "C:\\P (x)+[1]\\%.dll",
        "%",
      ),
      word,
      word,
    )
    .map(([path, one, other]) => `rundll32.exe "${path.replace("%", one)}",Start ${other}`),
  { minLength: 1, maxLength: 30 },
);

describe("uses of a look, and an entry for each", () => {
  test("an entry hides every finding of its use, however much these differ", () => {
    fc.assert(
      fc.property(lines, (some) => {
        const findings = findingsOf(some);
        for (const use of findUses(findings, rule)) {
          const hides = matcher(entryFor(use, "one", NOW).when, WINDOWS);
          const own = findings.filter(
            ({ event }) => event.derived["Rundll32Template"] === use.text,
          );
          expect(own.length).toBe(use.findings);
          expect(own.filter(({ event }) => !hides(event))).toEqual([]);
        }
      }),
    );
  });

  test("counts hosts and users, and joins what windows saw apart, in any order", () => {
    const findings = findingsOf([
      "rundll32 C:\\a\\b.dll,Go",
      "rundll32 C:\\A\\B.DLL,Go",
      "rundll32 C:\\a\\c.dll,Go",
    ]);
    const whole = findUses(findings, rule);
    expect(whole.map(({ text, findings: count, hosts }) => [text, count, hosts.size])).toEqual([
      ["c:\\a\\b.dll|go|", 2, 2],
      ["c:\\a\\c.dll|go|", 1, 1],
    ]);
    const apart = joinUses([
      ...findUses(findings.slice(1), rule),
      ...findUses(findings.slice(0, 1), rule),
    ]);
    expect(
      apart.map(({ text, findings: count, first, last }) => [text, count, first, last]),
    ).toEqual(whole.map(({ text, findings: count, first, last }) => [text, count, first, last]));
  });

  test("an entry is offered for 90 days, by a look as by the text that preview gives to paste", () => {
    const [use] = findUses(findingsOf(["rundll32 C:\\a\\b.dll,Go"]), rule);
    const entry = entryFor(use!, "one", NOW);
    const day = new Date(NOW + 90 * 86_400_000).toISOString().slice(0, 10);
    expect(pasteTexts(entry, NOW).file).toContain(`expires: ${day}`);
    expect(pasteTexts({ ...entry, expires: NOW - 1 }, NOW).file).toContain(`expires: ${day}`);
  });

  test("many values of one column are one expression; values that have nothing in common are not bound", () => {
    const users = Array.from(
      { length: 9 },
      (_, index) => `rundll32 C:\\Users\\u${index}\\a.dll,Go`,
    );
    const [use] = findUses(findingsOf(users), rule);
    const when = entryFor(use!, "one", NOW).when;
    expect(when).toEqual({
      all: expect.arrayContaining([
        expect.objectContaining({ field: "Rundll32Module", op: "regex" }),
      ]),
    });
    expect(JSON.stringify(when)).not.toContain("u3");
    const hides = matcher(when, WINDOWS);
    const [foreign] = findingsOf(["rundll32 C:\\Users\\eve\\sub\\a.dll,Go"]);
    expect(hides(foreign!.event)).toBe(false);
  });

  test("a name in brackets that somebody wrote stands for itself in an expression", () => {
    const written = Array.from(
      { length: 9 },
      (_, index) => `rundll32 C:\\Users\\u${index}\\<user>\\<rnd>.dll,Go`,
    );
    const [use] = findUses(findingsOf(written), rule);
    const when = entryFor(use!, "one", NOW).when;
    expect(JSON.stringify(when)).toContain("<user>");
    const hides = matcher(when, WINDOWS);
    const [own, wider, other] = findingsOf(
      ["u77\\<user>\\<rnd>", "u77\\evil\\<rnd>", "u77\\<user>\\abcdefg"].map(
        (path) => `rundll32 C:\\Users\\${path}.dll,Go`,
      ),
    ).map(({ event }) => hides(event));
    expect([own, wider, other]).toEqual([true, false, false]);
  });

  test("what is kept of a rule's uses is bounded, however many and long its lines are; the frequent ones stay", () => {
    const long = "x".repeat(30_000);
    const lines = Array.from(
      { length: 300 },
      (_, index) => `rundll32 C:\\a\\${letters(index)}.dll,Go ${letters(index)}${long}`,
    );
    const often = "rundll32 C:\\a\\often.dll,Go";
    const windows = [lines.slice(0, 150), lines.slice(150)].map((some) =>
      findUses(findingsOf([...some, often, often]), rule),
    );
    const uses = joinUses(windows.flat());
    expect(uses[0]).toMatchObject({ text: "c:\\a\\often.dll|go|", findings: 4 });
    expect(uses.length).toBeGreaterThan(10);
    const characters = uses.reduce(
      (sum, use) =>
        sum + JSON.stringify([use, [...use.hosts], [...use.users], [...use.values]]).length,
      0,
    );
    // Besides texts JSON holds names, numbers and escapes.
    expect(characters).toBeLessThan(1.1 * MOST_CHARACTERS);
    expect(Math.max(...uses.map(({ line }) => line.length))).toBe(LONGEST_LINE);
    const other = joinUses([...uses, { ...windows[0]![0]!, rule: "other" }]);
    expect(other.some((use) => use.rule === "other")).toBe(true);
  });

  test("an ordinal is bound by its number, a known export by its name", () => {
    const [ordinal] = findUses(findingsOf(["rundll32 C:\\a\\b.dll,#+24 x"]), rule);
    const fields = JSON.stringify(entryFor(ordinal!, "one", NOW).when);
    expect(fields).toContain('{"field":"Rundll32Ordinal","op":"equals","value":"24"}');
    expect(fields).not.toContain("Rundll32Export");
  });

  test("names are small letters and digits, apart from each other and from what is there", () => {
    const [use] = findUses(findingsOf(["rundll32 C:\\a\\Über Öl<script>.dll,Go|Here"]), rule);
    expect(entryId(use!, new Set())).toMatch(/^[a-z0-9][a-z0-9-]{0,40}$/);
    const first = entryId(use!, new Set());
    expect(entryId(use!, new Set([first]))).toBe(`${first}-2`);
    const devices = findingsOf(
      ["con.dll", "COM1.DLL", "nul", "auxiliary.dll"].map((name) => `rundll32 C:\\a\\${name},#1`),
    );
    const ids = findUses(devices, rule).map((one) =>
      entryId({ ...one, text: `${one.text.split("|")[0]}|` }, new Set()),
    );
    expect(ids.sort()).toEqual(["auxiliary", "use-com1", "use-con", "use-nul"]);
    const [digits] = findUses(findingsOf(["rundll32 \\123\\456.exe"]), rule);
    expect(entryId(digits!, new Set())).toBe("rundll32-lolbin");
    const [begins] = findUses(findingsOf(["rundll32 C:\\a\\7z.dll,Go"]), rule);
    expect(entryId(begins!, new Set())).toBe("use-7z-go");
  });

  test("what was seen once is no noise; of a rule five are told", () => {
    const many = Array.from({ length: 8 }, (_, index) => [
      `rundll32 C:\\a\\${"xyzuvwab"[index]}.dll,Go`,
      `rundll32 C:\\a\\${"xyzuvwab"[index]}.dll,Go`,
    ]).flat();
    const uses = findUses(findingsOf([...many, "rundll32 C:\\a\\once.dll,Go"]), rule);
    expect(noisiestUses(uses)).toHaveLength(5);
    expect(noisiestUses(uses).some(({ text }) => text.includes("once"))).toBe(false);
  });

  test("a proposal is YAML that says what is to be filled in, and no text of an event leaves its place", async () => {
    const hostile = `rundll32 "C:\\Program Files\\a: # b\\'x'.dll",Go - id: evil # end | > & *a !b {c} [d] "e"`;
    const [use] = findUses(findingsOf([hostile, hostile]), rule);
    const [proposal] = await proposalsFor([use!]);
    const { text, attack, preview } = proposal!.entry!;
    expect(text).toContain("FILL-IN");
    expect(parse(text)).toEqual({
      entries: [expect.objectContaining({ id: proposal!.entry!.id, rules: [rule.slug] })],
    });
    const [entry] = (parse(text) as { entries: IgnoreEntry[] }).entries;
    const [finding] = findingsOf([hostile]);
    expect(matcher(entry!.when, WINDOWS)(finding!.event)).toBe(true);
    expect(attack).toMatch(/^npx hunts ignore attack out\/look\/entries\/[a-z0-9-]+\.yaml$/);
    expect(preview).toBe(`${attack.replace("attack", "preview")} --live`);
  });

  test("the commands in an entry's file are whole, however many workspaces they name", async () => {
    const names = Array.from({ length: 12 }, (_, index) => [
      "--workspace",
      `/subscriptions/${"1".repeat(100)}/workspaces/law-${index}`,
    ]);
    const preview = [
      "--live",
      ...names.flat(),
      "--from",
      "2026-11-19T00:00:00.000Z",
      "--to",
      "2026-11-26T00:00:00.000Z",
    ];
    const uses = findUses(
      findingsOf(["rundll32 C:\\a\\b.dll,Go", "rundll32 C:\\a\\b.dll,Go"]),
      rule,
    );
    const [proposal] = await proposalsFor(uses, preview);
    const { text, preview: command } = proposal!.entry!;
    expect(command).toMatch(/ --to 2026-11-26T00:00:00\.000Z$/);
    expect(text.split("\n")).toContain(`#   ${command}`);
  });

  test("where no entry would be accepted the reason is told", async () => {
    const proposals = await proposalsFor(
      findUses(
        findingsOf(["rundll32.exe", "rundll32.exe javascript:x", "rundll32 a\u202e.dll,Go"]),
        rule,
      ),
    );
    const told = Object.fromEntries(
      proposals.map(({ use, entry, refused }) => [use.text, entry ?? refused]),
    );
    expect(told).toEqual({
      none: expect.stringContaining("is not certain which module it loads"),
      "javascript:x||": expect.stringContaining("is not certain which module it loads"),
      "a\u202e.dll|go|": expect.stringContaining("has a character that cannot be seen"),
    });
  });
});
