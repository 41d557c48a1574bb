import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromAppSettings } from "../../src/ignore-lists/app-settings.ts";
import { readSettings } from "../../src/settings/settings.ts";

const SLUGS = ["rundll32-lolbin", "rundll32-command-shell"];
const read = (settings: Readonly<Record<string, string>>) =>
  fromAppSettings({ settings, slugs: SLUGS, strict: false });
const ofTerms = (value: string) => {
  const { entries, problems } = read({ IGNORE_COMMAND_LINES: value });
  const texts = entries.map(({ when }) => ("value" in when ? when.value : ""));
  return {
    texts,
    said: problems.map(({ where, message, remedy }) => `${where}: ${message}; ${remedy}`),
  };
};
const KEY_VAULT =
  "@Microsoft.KeyVault(SecretUri=https://kv-example.vault.azure.net/secrets/ignore/)";

describe("a setting that holds no terms hides nothing, and is one problem", () => {
  test.each([
    [KEY_VAULT, "was not resolved"],
    ["@Microsoft.KeyVault(VaultName=kv-example;SecretName=ignore)", "was not resolved"],
    [` "${KEY_VAULT}" `, "was not resolved"],
    ["@Microsoft.AppConfiguration(Endpoint=https://e.azconfig.io; Key=k)", "was not resolved"],
    ["@microsoft.keyvault (SecretUri=x)", "was not resolved"],
    ['["s1.dll","s2.dll"]', "is a JSON list, so the setting hides nothing; write s1.dll;s2.dll"],
    ['[\n  "s1.dll",\n  "s2.dll"\n]', "is a JSON list"],
    ['"["s1.dll","s2.dll"]"', "is a JSON list"],
    ["[]", "is a JSON list"],
    ['["s1.dll",', "is JSON"],
    ["['s1.dll', 's2.dll']", "is JSON"],
    ["[\u201cs1.dll\u201d]", "is JSON"],
    ['{"terms": ["s1.dll"]}', "is JSON"],
    ['[{"id":"x"}]', "entries are for IGNORE_ENTRIES"],
    ["[s1.dll, s2.dll]", "is a list in brackets"],
    ['"a.dll', "a quote is not closed"],
  ])("%s", (value, message) => {
    const { texts, said } = ofTerms(value);
    expect([texts, said]).toEqual([[], [expect.stringContaining(message)]]);
  });
});

describe("a term that is none is refused, and the others stay", () => {
  test.each([
    ["TODO"],
    ["<your term>"],
    ["your-term-here"],
    ["$(IGNORE_TERMS)"],
    [["$", "{IGNORE_TERMS}"].join("")],
    ["#{IgnoreTerms}#"],
    ["{{ terms }}"],
    ["__TERMS__"],
    ["..."],
    ["n/a"],
    ["None"],
    ["false"],
    ["-"],
    ["x".repeat(32_768)],
    [KEY_VAULT],
  ])("%s", (term) => {
    const { texts, said } = ofTerms(`payload.dll\n${term}`);
    expect([texts, said]).toEqual([
      ["payload.dll"],
      [expect.stringMatching(/^IGNORE_COMMAND_LINES#2: .*it hides nothing/)],
    ]);
  });
});

describe("a term that likely hides nothing is a problem, and hides what it says", () => {
  test.each([
    ["s1.dll,s2.dll", "is one term: commas do not separate"],
    ["s1.dll, s2.dll , s3.dll", "commas do not separate"],
    ["C:\\Program Files\\a.dll,C:\\b.dll", "commas do not separate"],
    ["alpha,beta,gamma", "commas do not separate"],
    ["10.0.0.1,10.0.0.2", "commas do not separate"],
    ["s1.dll|s2.dll", "bars do not separate"],
    ["\u201cC:\\Program Files\\x.dll\u201d", "has curly quotes"],
    ["\u2018x.dll\u2019", "has curly quotes"],
    ["svc \u2013quiet", "has a typographic dash"],
    ["Program\u00a0Files", "has a non-standard space"],
    ["pay\u200bload.dll", "has a character that cannot be seen"],
    ["payload\u2026", "has an ellipsis"],
    ["a\tb.dll", "has a tab"],
    ["a&amp", "has an HTML entity"],
    ["C:%5CProgram%20Files", "is encoded as in an address"],
    ["a.dll\\nb.dll", "has \\n as two characters"],
    ["C:\\\\Windows\\\\x.dll", "has doubled backslashes"],
    ["\\\\\\\\server\\\\share", "has doubled backslashes"],
    ["%SystemRoot%\\x.dll", "names a variable"],
    ["%ProgramFiles(x86)%\\x.dll", "names a variable"],
    ["$env:windir\\x.dll", "names a variable"],
    ["*.dll", "looks like a pattern"],
    ["C:\\Vendor\\*\\x.dll", "looks like a pattern"],
    ["^rundll32 x", "looks like an expression"],
    [".*\\.dll$", "looks like an expression"],
    ["(a|b)\\.dll", "looks like an expression"],
    ["v[0-9].dll", "looks like an expression"],
    ["'x.dll'", "has quotes around it"],
    ['""x.dll""', "has quotes around it"],
    ["# vendor tools", "looks like a comment"],
    ["- x.dll", "as in a YAML list"],
    ['CommandLine contains "x.dll"', "looks like a query"],
  ])("%j", (term, message) => {
    const { texts, said } = ofTerms(term);
    expect([texts, said]).toEqual([
      [term],
      [expect.stringMatching(/^IGNORE_COMMAND_LINES#1: the term /)],
    ]);
    expect(said[0]).toContain(message);
    if (!term.includes('"')) expect(ofTerms(`"${term}"`)).toEqual({ texts: [term], said: [] });
  });
});

describe("nothing is said of a term that command lines hold", () => {
  test.each([
    ["payload.dll"],
    ["shell32.dll,Control_RunDLL"],
    ["shell32.dll, Control_RunDLL C:\\x.cpl"],
    ["comsvcs.dll,#24"],
    ["main.cpl,@1"],
    ["advpack.dll,LaunchINFSection x.inf,Install,1,"],
    ["s1.dll,"],
    ["\\\\server\\share$\\x.dll"],
    ["/p:\\\\server\\share"],
    ["{9BA05972-F6A8-11CF-A442-00A0C90A8F39}"],
    ["http://host/a%20b?c=d"],
    ['cmd /c "echo hi"'],
    ["C:\\Windows\\Microsoft.NET\\netfx.exe"],
    ["C:\\ProgramData\\.vendor\\x"],
    ["?Run@@YAXXZ"],
    ["--quiet -x /S"],
    ["x^y"],
  ])("%s", (term) => {
    expect(ofTerms(term)).toEqual({ texts: [term], said: [] });
  });
});

test("blanks within quotes are part of a term, those around it are not", () => {
  expect(ofTerms('" -s "; -q ').texts).toEqual([" -s ", "-q"]);
});

test("of terms that are the same in any case one is used, and the others are problems", () => {
  const { entries, problems } = read({
    IGNORE_COMMAND_LINES__RUNDLL32_LOLBIN: "Payload.dll;own.dll;OWN.DLL",
    IGNORE_COMMAND_LINES: "payload.dll;other.dll;PAYLOAD.DLL",
    IGNORE_COMMAND_LINES__RUNDLL32_COMMAND_SHELL: "own.dll",
  });
  expect(entries.map(({ id }) => id)).toEqual([
    "IGNORE_COMMAND_LINES#1",
    "IGNORE_COMMAND_LINES#2",
    "IGNORE_COMMAND_LINES__RUNDLL32_LOLBIN#2",
    "IGNORE_COMMAND_LINES__RUNDLL32_COMMAND_SHELL#1",
  ]);
  expect(problems.map(({ where, message }) => `${where} ${message}`)).toEqual([
    'IGNORE_COMMAND_LINES#3 the term "PAYLOAD.DLL" is IGNORE_COMMAND_LINES#1 already (case does not count)',
    'IGNORE_COMMAND_LINES__RUNDLL32_LOLBIN#1 the term "Payload.dll" is IGNORE_COMMAND_LINES#1 already (case does not count)',
    'IGNORE_COMMAND_LINES__RUNDLL32_LOLBIN#3 the term "OWN.DLL" is IGNORE_COMMAND_LINES__RUNDLL32_LOLBIN#2 already (case does not count)',
  ]);
});

test("whatever a setting holds, every term is hidden by or said to be wrong", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (value) => {
      const { entries, problems } = read({ IGNORE_COMMAND_LINES: value });
      expect(entries.length + problems.length > 0 || value.replace(/[\s;"]/g, "") === "").toBe(
        true,
      );
    }),
  );
});

describe("a reference that was not resolved", () => {
  test.each([
    "LOG_ANALYTICS_WORKSPACE_ID",
    "DRY_RUN",
    "WORKSPACES",
    "HUNT_SCHEDULE",
    "RULES_DISABLED",
    "SENTINEL_RESOURCE_GROUP",
  ])("in %s is one problem by that name", (name) => {
    const settings = readSettings({ [name]: KEY_VAULT });
    const said =
      "problems" in settings ? settings.problems.filter(({ where }) => where === name) : [];
    expect(said.map(({ message }) => message)).toEqual([
      expect.stringContaining("was not resolved"),
    ]);
  });

  test.each(["IGNORE_ENTRIES", "IGNORE_WATCHLIST"])(
    "in %s stops no hunt, and is a problem of the ignore lists",
    (name) => {
      expect(readSettings({ [name]: KEY_VAULT })).toMatchObject({
        settings: { ignoreWatchlist: undefined },
      });
      expect(read({ [name]: KEY_VAULT })).toEqual({
        entries: [],
        problems: [
          expect.objectContaining({
            where: name,
            message: expect.stringContaining("was not resolved"),
          }),
        ],
      });
    },
  );
});
