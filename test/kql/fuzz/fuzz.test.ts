// Queries made at random, the same for the same seed. KQL_FUZZ_SEED and KQL_FUZZ_QUERIES ask for
// others; a fault names the seed that replays its query alone.
import { describe, expect, test } from "vitest";
import { randomOf } from "../../random.ts";
import { makeCall } from "./expression.ts";
import { bindAlone, COLUMNS, isAnswered, judge } from "./judge.ts";
import { isKnownFault, KNOWN_FAULTS } from "./known-faults.ts";
import { makeQuery } from "./make-query.ts";
import { type CallRule, readCallRules } from "./vocabulary.ts";

const FIRST_SEED = Number(process.env["KQL_FUZZ_SEED"] ?? 1);
const QUERIES = Number(process.env["KQL_FUZZ_QUERIES"] ?? 150);

test("no call of a function is answered with other columns than the binder's, or refused but by name", () => {
  const random = randomOf(FIRST_SEED);
  const functions = readCallRules("Functions");
  const matter = { random, columns: COLUMNS, functions };
  const calls = (rules: readonly CallRule[], before: string) =>
    rules.flatMap((rule) => {
      const make = () => `${before} ${makeCall(matter, rule, 1)}`;
      return [firstBound(make) ?? `${rule.name}: no call is bound`, firstBound(make)];
    });
  const made = [
    ...calls(functions, "T | extend x ="),
    ...calls(readCallRules("Aggregates"), "T | summarize"),
  ];
  expect(made.filter((text) => text?.endsWith("no call is bound"))).toEqual([]);
  expect(made.flatMap((text) => (text ? listFault(text) : []))).toEqual([]);
});

function firstBound(make: () => string): string | undefined {
  return Array.from({ length: 30 }, make).find(
    (text) => !bindAlone(text).diagnostics.some(({ severity }) => severity === "error"),
  );
}

function listFault(text: string): string[] {
  const verdict = judge(text);
  return verdict.outcome === "wrong" && !isKnownFault(text) ? [`${text}\n${verdict.fault}`] : [];
}

test(`${QUERIES} queries from seed ${FIRST_SEED} are answered with the binder's columns, or refused by name`, () => {
  const faults: string[] = [];
  let answered = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + QUERIES; seed += 1) {
    const text = makeQuery(randomOf(seed), { bind: bindAlone, isAnswered });
    if (isAnswered(text)) answered += 1;
    const replay = `KQL_FUZZ_SEED=${seed} KQL_FUZZ_QUERIES=1`;
    faults.push(...listFault(text).map((fault) => `${replay}\n${fault}`));
  }
  expect(faults).toEqual([]);
  if (QUERIES > 100) expect(answered).toBeGreaterThan(QUERIES / 2);
});

describe("what is known to be judged otherwise still is", () => {
  test.each(KNOWN_FAULTS)("$example", ({ pattern, example }) => {
    expect(judge(example).outcome).toBe("wrong");
    expect(example).toMatch(pattern);
  });
});

test("the same seed makes the same query", () => {
  const make = () => makeQuery(randomOf(7), { bind: bindAlone, isAnswered });
  expect(make()).toBe(make());
});
