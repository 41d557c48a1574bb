import { expect, test } from "vitest";
import type { IgnoreEntry } from "../../src/hunt/ignore/ignore.ts";
import { mergeLists } from "../../src/ignore-lists/merge-lists.ts";
import { readGrowth } from "../reads.ts";

function entry(id: string, workspaces: IgnoreEntry["workspaces"] = "all"): IgnoreEntry {
  const facts = { title: "T", reason: "R", owner: "O", rules: "all", active: true } as const;
  return {
    ...facts,
    id,
    origin: `where ${id} is`,
    workspaces,
    when: { field: "CommandLine", op: "contains", value: id },
  };
}

const list = (...entries: readonly IgnoreEntry[]) => ({ entries, problems: [] });

test("an id is taken once for a workspace: the first entry stays, whether it or the other is for all", () => {
  const [all, one, two, both, later] = [
    entry("a"),
    entry("b", ["1"]),
    entry("b", ["2"]),
    entry("b", ["2", "3"]),
    entry("b", ["3"]),
  ];
  const other = entry("a", ["1"]);
  const whole = entry("b");
  const { entries, problems } = mergeLists([
    list(all, one),
    list(other, two, both),
    list(later, whole),
  ]);
  expect(entries).toEqual([all, one, two]);
  expect(problems.map(({ message }) => /id \S+ is taken/.exec(message)?.[0])).toEqual([
    "id a is taken",
    "id b is taken",
    "id b is taken",
    "id b is taken",
  ]);
});

test("one entry in two lists is one entry", () => {
  const one = entry("a");
  expect(mergeLists([list(one), list(one)])).toEqual({ entries: [one], problems: [] });
});

test("twice as many entries take twice as many looks, with one id or with many", async () => {
  const many = await readGrowth(200, (size, reads) =>
    mergeLists([
      list(...reads.of(Array.from({ length: size }, (_, index) => entry(`entry-${index}`)))),
    ]),
  );
  const same = await readGrowth(200, (size, reads) =>
    mergeLists([
      list(...reads.of(Array.from({ length: size }, (_, index) => entry("same", [`ws${index}`])))),
    ]),
  );
  expect(many).toBeCloseTo(2, 1);
  expect(same).toBeCloseTo(2, 1);
});
