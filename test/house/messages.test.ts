import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readAskRequest } from "../../src/app/http/ask-request.ts";
import { readCases } from "../../src/cli/rule-cases/read-cases.ts";
import { readDocument } from "../../src/content/document.ts";
import type { Problem } from "../../src/hunt/base/problem.ts";
import { fromEntriesSetting } from "../../src/ignore-lists/entries-setting.ts";
import { entriesSchema } from "../../src/ignore-lists/entry-schema.ts";
import { ruleSchema } from "../../src/rules/schema.ts";
import { EXAMPLE_LANES } from "../../src/settings/reference.ts";
import { readSettings } from "../../src/settings/settings.ts";

const ROOT = join(import.meta.dirname, "../..");

/** What zod says about a value if nobody has given it other words. */
const STOCK = /expected .* received|Invalid|Too (small|big)|Unrecognized key|>=|<=/i;

/** What a user writes, in one correct form, and what reads it. */
interface Reader {
  readonly right: unknown;
  read(value: unknown): readonly Problem[];
}

const entry = {
  id: "contoso",
  title: "Contoso agent",
  reason: "ships with every laptop",
  owner: "soc@example.com",
  expires: "2099-12-31",
  rules: ["rundll32-lolbin"],
  when: {
    all: [
      { field: "CommandLine", op: "contains", value: "C:\\Program Files\\Contoso\\agent.dll" },
      { any: [{ field: "User", op: "in", value: ["a", "b"] }] },
      { not: { field: "SrcIpAddr", op: "cidr", value: "10.0.0.0/8" } },
      { field: "CommandLine", op: "token", at: 1, value: "x" },
    ],
  },
};

const rule: unknown = parse(readFileSync(join(ROOT, "rules/rundll32-lolbin/rule.yaml"), "utf8"));

const textOf = (value: unknown) => JSON.stringify(value) ?? "";

const problemsIn = (read: object) =>
  "problems" in read ? (read.problems as readonly Problem[]) : [];

const READERS: Readonly<Record<string, Reader>> = {
  "a rule": {
    right: rule,
    read: (value) => problemsIn(readDocument("rule.yaml", textOf(value), ruleSchema)),
  },
  "a file of entries": {
    right: { entries: [] },
    read: (value) => problemsIn(readDocument("list.yaml", textOf(value), entriesSchema)),
  },
  IGNORE_ENTRIES: {
    right: [entry],
    read: (value) =>
      fromEntriesSetting({ IGNORE_ENTRIES: JSON.stringify(value) }, ["rundll32-lolbin"]).problems,
  },
  WORKSPACES: {
    right: JSON.parse(EXAMPLE_LANES),
    read: (value) => problemsIn(readSettings({ WORKSPACES: JSON.stringify(value) })),
  },
  "app settings": {
    right: {
      ASIM_PARSER: "_Im_ProcessCreate",
      DRY_RUN: "true",
      MAX_FINDINGS: "10",
      DELIVERY: "incident",
      HUNT_SCHEDULE: "0 */5 * * * *",
      HUNT_START_FROM: "2026-11-20",
      HUNT_LOG_LEVEL: "info",
      HUNT_EMULATOR: "http://127.0.0.1:8787",
      AZURE_CLOUD: "AzurePublic",
      AZURE_CLIENT_ID: "11111111-1111-4111-8111-111111111111",
    },
    read: (value) =>
      problemsIn(
        readSettings(
          Object.fromEntries(
            Object.entries(value ?? {}).map(
              ([name, one]) =>
                [name, typeof one === "object" ? JSON.stringify(one) : String(one)] as const,
            ),
          ),
        ),
      ),
  },
  "an asked run": {
    right: { rule: "none", from: "2026-11-20", to: "2026-11-21", dry: true, lane: "Main" },
    read: (value) =>
      problemsIn(
        readAskRequest(textOf(value), {
          rules: [],
          lanes: [],
          now: Date.UTC(2026, 10, 22),
          knownFor: 1,
        }),
      ),
  },
  "the head of a case": {
    right: {
      case: "shows it",
      source: "somewhere",
      findings: 1,
      parentLine: "own",
      entities: [{ type: "Host", identifier: "FullName", value: "x" }],
    },
    read: (value) => {
      const folder = mkdtempSync(join(tmpdir(), "hunts-case-"));
      mkdirSync(join(folder, "events"));
      writeFileSync(join(folder, "events/hit-a.ndjson"), `${JSON.stringify(value)}\n`);
      return readCases(folder, "own").problems;
    },
  },
};

const WRONG = fc.oneof(
  fc.constantFrom<unknown>(null, "", 5, -1, 1.5, 1e9, true, {}, [], [[]], "x".repeat(300)),
  fc.constantFrom<unknown>(
    { op: "contians", field: "a", value: "b" },
    ["x", "y", "z", "u"],
    "Hihg",
  ),
  fc.string(),
  fc.jsonValue({ maxDepth: 2 }),
);

type Change = readonly [way: "replace" | "remove" | "add", at: number, value: unknown];
const CHANGE: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom("replace", "remove", "add"),
  fc.nat(),
  WRONG,
);

/** The value with one change, at the place that `at` selects. */
function changed(right: unknown, [way, at, value]: Change): unknown {
  const copy = structuredClone({ root: right });
  const places: (readonly [holder: Record<string, unknown>, key: string])[] = [];
  const walk = (holder: Record<string, unknown>, key: string) => {
    places.push([holder, key]);
    const inner = holder[key] as Record<string, unknown> | null;
    if (typeof inner === "object" && inner !== null)
      for (const name of Object.keys(inner)) walk(inner, name);
  };
  walk(copy, "root");
  const [holder, key] = places[at % places.length]!;
  if (way === "replace") holder[key] = value;
  else if (way === "remove" && Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (way === "remove") delete holder[key];
  else if (typeof holder[key] === "object" && !Array.isArray(holder[key]))
    holder[key] = { ...holder[key], surplus: value };
  return copy.root;
}

test.each(Object.entries(READERS))(
  "whatever is wrong with %s, it is said in our own words, with a place and a remedy",
  (_name, { right, read }) => {
    let said = 0;
    fc.assert(
      fc.property(CHANGE, (change) => {
        for (const { where, message, remedy } of read(changed(right, change))) {
          said += 1;
          // The reason that RE2 gives is quoted.
          expect(message.replace(/is refused by RE2: .*/s, "")).not.toMatch(STOCK);
          expect([where, message, remedy]).toEqual([
            expect.stringMatching(/./),
            expect.stringMatching(/./),
            expect.stringMatching(/./),
          ]);
        }
      }),
      { numRuns: 300 },
    );
    expect(said).toBeGreaterThan(50);
  },
);

test("no code but check-value.ts asks the schema library, so that none can show its words", () => {
  /** The stores do not import src/content; if a file is not a ledger, their words name no value. */
  const others = new Set(["src/content/check-value.ts", "src/stores/ledger-schema.ts"]);
  const asking = ["src", "functions"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
      .filter((file) => file.endsWith(".ts"))
      .filter((file) => {
        const text = readFileSync(join(ROOT, file), "utf8");
        return text.includes('from "zod"') || /[sS]chema\b/.test(text)
          ? /\.(safeParse|parseAsync|safeParseAsync|prettifyError)\(|[sS]chema\.parse\(/.test(text)
          : false;
      }),
  );
  expect(asking.sort()).toEqual([...others].sort());
});
