import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY } from "../../../../src/hunt/base/window.ts";
import { runWindows } from "../../../../src/hunt/runs/range.ts";
import {
  bookmarks,
  CMD,
  createWorld,
  incidents,
  RUNDLL32,
  seedRule,
  sysmon,
  WORKSPACE,
} from "../../../harness.ts";

const START = Date.parse("2023-08-18T00:00:00Z");

test("whatever a command line, a host or a user is called, resources are written, sizes kept, queries run and nothing is obeyed", async () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom(
      '"| take 0 //',
      "'; drop",
      "```\n<script>alert(1)</script>",
      "\u202egnp.exe",
      "\u001b[2J",
      "x".repeat(40_000),
      "a\u2028b",
      "{{7*7}}",
    ),
  );
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, nasty, async (line, parentLine, host, user) => {
      const event = sysmon(
        "2023-08-18T10:00:00Z",
        CMD,
        line,
        RUNDLL32,
        `rundll32.exe ${parentLine}`,
        { host, user },
      );
      const world = createWorld({ tables: new Map([["WindowsEvent", [event]]]), ignore: [] });
      const outcomes = await runWindows(
        seedRule("rundll32-command-shell"),
        WORKSPACE,
        [{ window: { from: START, to: START + 2 * DAY }, empty: false }],
        world.ports,
      );
      expect(outcomes.flatMap(({ record }) => record.problems)).toEqual([]);
      const [incident] = incidents(world.resources);
      const [bookmark] = bookmarks(world.resources);
      for (const text of [incident!.properties["title"], bookmark!.properties["displayName"]])
        expect(String(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const { rows } = await world.ports.queries.query(WORKSPACE, {
        text: String(bookmark!.properties["query"]),
        timespan: { from: START, to: START + DAY },
      });
      expect(rows).toHaveLength(1);
      const [comment] = world.resources.under(`${incident!.id}/Comments`);
      expect(
        String(comment!.properties["message"]).replaceAll(/```+text\n[\s\S]*?\n```+/g, ""),
      ).not.toContain("<script");
    }),
    { numRuns: 25 },
  );
});
