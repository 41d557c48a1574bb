import { describe, expect, test } from "vitest";
import { fromAppSettings, splitTerms } from "../../src/ignore-lists/app-settings.ts";

const SLUGS = ["rundll32-lolbin", "rundll32-command-shell"];

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
    expect(splitTerms(value)).toEqual(terms);
  });

  test("a setting for all rules, one for a rule", () => {
    const { entries, problems } = fromAppSettings(
      { IGNORE_COMMAND_LINES: "a.dll", IGNORE_COMMAND_LINES__RUNDLL32_COMMAND_SHELL: "b.dll", PATH: "c" },
      SLUGS,
    );
    expect(problems).toEqual([]);
    expect(entries.map(({ rules, when, origin }) => [rules, when, origin])).toEqual([
      ["all", { field: "CommandLine", op: "contains", value: "a.dll" }, "app setting IGNORE_COMMAND_LINES"],
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
  ])("%o hides nothing and is reported", (settings, message) => {
    const { entries, problems } = fromAppSettings(settings, SLUGS);
    expect(entries).toEqual([]);
    expect(problems[0]!.message).toContain(message);
  });
});
