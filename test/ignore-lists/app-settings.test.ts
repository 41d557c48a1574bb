import { describe, expect, test } from "vitest";
import { matcher } from "../../src/hunt/conditions/matcher.ts";
import { fromAppSettings as read } from "../../src/ignore-lists/app-settings.ts";
import { readTerms } from "../../src/ignore-lists/term-list.ts";
import { parseRundll32 } from "../../src/techniques/rundll32/line.ts";
import { WINDOWS } from "../../src/windows/command-line.ts";

const SLUGS = ["rundll32-lolbin", "rundll32-command-shell"];

const fromAppSettings = (
  settings: Readonly<Record<string, string>>,
  slugs: readonly string[],
  strict = false,
) => read({ settings, slugs, strict });

describe("terms of IGNORE_COMMAND_LINES", () => {
  test.each([
    ["payload.dll", ["payload.dll"]],
    ["a.dll;b.dll", ["a.dll", "b.dll"]],
    ["a.dll\nb.dll\r\nc.dll", ["a.dll", "b.dll", "c.dll"]],
    [" a.dll ; \t; b.dll ;", ["a.dll", "b.dll"]],
    ['"a;b.dll";c', ["a;b.dll", "c"]],
    ['"C:\\Program Files\\x.dll"', ["C:\\Program Files\\x.dll"]],
    ['cmd /c "echo hi"', ['cmd /c "echo hi"']],
    ['"a.exe" /x', ['"a.exe" /x']],
    ["", []],
    [";;\n", []],
  ])("%j", (value, terms) => {
    expect(readTerms(value).map(({ text }) => text)).toEqual(terms);
  });

  test("a setting for all rules, one for a rule", () => {
    const { entries, problems } = fromAppSettings(
      {
        IGNORE_COMMAND_LINES: "a.dll",
        IGNORE_COMMAND_LINES__RUNDLL32_COMMAND_SHELL: "b.dll",
        PATH: "c",
      },
      SLUGS,
    );
    expect(problems).toEqual([]);
    expect(entries.map(({ rules, when, origin }) => [rules, when, origin])).toEqual([
      [
        "all",
        { field: "CommandLine", op: "contains", value: "a.dll" },
        "app setting IGNORE_COMMAND_LINES",
      ],
      [
        ["rundll32-command-shell"],
        { field: "CommandLine", op: "contains", value: "b.dll" },
        "app setting IGNORE_COMMAND_LINES__RUNDLL32_COMMAND_SHELL",
      ],
    ]);
  });

  test.each([
    [{ IGNORE_COMMAND_LINES__NO_SUCH_RULE: "a.dll" }, "names no rule"],
    [{ IGNORE_COMMAND_LINES: '"a.dll' }, "a quote is not closed"],
    [{ IGNORE_COMMAND_LINES: '"a;b";"c;d' }, "a quote is not closed"],
  ])(
    "%o hides nothing and is reported",
    (settings: Readonly<Partial<Record<string, string>>>, message) => {
      const { entries, problems } = fromAppSettings(settings as Record<string, string>, SLUGS);
      expect(entries).toEqual([]);
      expect(problems[0]!.message).toContain(message);
    },
  );
});

test("terms are marked as unverified, with a line that passes them; IGNORE_STRICT refuses them", () => {
  const settings = { IGNORE_COMMAND_LINES: "payload.dll" };
  const [entry] = fromAppSettings(settings, SLUGS).entries;
  expect(entry).toMatchObject({ unverified: "payload.dll x,a", workspaces: "all" });
  expect(entry!.expires).toBeUndefined();
  const event = { row: { CommandLine: entry!.unverified! }, time: 0, derived: {} };
  expect(matcher(entry!.when, WINDOWS)(event)).toBe(true);
  expect(parseRundll32(entry!.unverified!)).toMatchObject({ module: "x" });
  const strict = fromAppSettings(settings, SLUGS, true);
  expect([strict.entries, strict.problems.map(({ message }) => message)]).toEqual([
    [],
    [expect.stringContaining("IGNORE_STRICT")],
  ]);
});

describe("IGNORE_ENTRIES", () => {
  const entry = {
    id: "backup",
    title: "Backup",
    reason: "nightly",
    owner: "soc",
    expires: "2026-12-31",
    rules: ["rundll32-lolbin"],
    when: { field: "Rundll32Module", op: "equals", value: "C:\\Program Files\\b.dll" },
  };
  const of = (value: unknown) =>
    fromAppSettings(
      { IGNORE_ENTRIES: typeof value === "string" ? value : JSON.stringify(value) },
      SLUGS,
    );

  test("a list of entries, with their origin and the end of their last day", () => {
    const { entries, problems } = of([entry]);
    expect(problems).toEqual([]);
    expect(entries).toMatchObject([
      {
        id: "backup",
        origin: "app setting IGNORE_ENTRIES, entry 1",
        expires: Date.parse("2027-01-01"),
        workspaces: "all",
      },
    ]);
  });

  test("quotes that the portal keeps, blanks and line breaks are no mistake", () => {
    expect(of(`"${JSON.stringify([entry])}"\r\n`).entries).toHaveLength(1);
  });

  test.each([
    ["no JSON", "[{id: x}]", "is not a JSON list"],
    ["an object", entry, "is not a JSON list"],
    ["no owner", [{ ...entry, owner: undefined }], "owner"],
    ["no end", [{ ...entry, expires: undefined }], "expires: is missing"],
    ["an end and none", [{ ...entry, permanent: true }], "and so is permanent"],
    ["a date that is none", [{ ...entry, expires: "soon" }], "must be a date"],
    ["a rule that is none", [{ ...entry, rules: ["x"] }], "which is not a rule"],
    ["an unknown field", [{ ...entry, wehn: 1 }], "wehn"],
    ["an unknown op", [{ ...entry, when: { ...entry.when, op: "is" } }], "when"],
  ])("%s hides nothing, and is told", (_name, value, message) => {
    const { entries, problems } = of(value);
    expect(entries).toEqual([]);
    expect(problems.map((problem) => `${problem.where} ${problem.message}`).join()).toContain(
      message,
    );
  });

  test("a bad entry takes no good one with it; of two with one id the first stays", () => {
    const { entries, problems } = of([entry, { ...entry, id: "X" }, entry]);
    expect([entries.length, problems.length]).toEqual([1, 2]);
  });
});
