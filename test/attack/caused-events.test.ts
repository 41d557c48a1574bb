import { expect, test } from "vitest";
import { causedEvents } from "../../src/attack/caused-events.ts";
import type { Condition } from "../../src/hunt/conditions/condition.ts";
import { RUNDLL32_ATTACKER } from "../../src/techniques/rundll32/attack/index.ts";

const IMAGE = "C:\\Windows\\System32\\rundll32.exe";

/** The lines that a shell of rundll32 is given for an entry on its line. */
const shellLines = (line: Condition) =>
  causedEvents(
    { all: [{ field: "Process", op: "endsWith", value: "\\cmd.exe" }, line] },
    RUNDLL32_ATTACKER,
  )
    .list("rundll32 x,a", IMAGE)
    .filter(({ row }) => row["ActingProcessName"] === IMAGE)
    .map(({ row }) => row["CommandLine"]);

test("a shell's line runs the attacker's command first, where the entry lets it pass", () => {
  expect(shellLines({ field: "CommandLine", op: "contains", value: "reg query" })[0]).toBe(
    "cmd /c x & rem reg query",
  );
  expect(shellLines({ field: "CommandLine", op: "startsWith", value: "reg query" })[0]).toBe(
    "reg query & x",
  );
});

test("of a line that is bound as a whole only that line remains", () => {
  expect(shellLines({ field: "CommandLine", op: "equals", value: "cmd /c ver" })).toEqual([
    "cmd /c ver",
  ]);
});
