import { describe, expect, test } from "vitest";
import { riskText, scorer } from "../../../src/hunt/findings/score.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import { WINDOWS } from "../../../src/windows/command-line.ts";
import { seedRule } from "../../harness.ts";

const rule = seedRule("rundll32-lolbin");
const IMAGE = "C:\\Windows\\System32\\rundll32.exe";
function riskOf(line: string) {
  const row = { Process: IMAGE, CommandLine: line };
  return scorer(rule, WINDOWS)({ row, time: 0, derived: sourceFor("rundll32").derive(row) });
}

describe("the risk of a start of rundll32", () => {
  test.each([
    ["rundll32.exe shell32.dll,Control_RunDLL timedate.cpl", 5, []],
    ["rundll32.exe C:\\Users\\Public\\a.dll,Run", 25, ["module where a user can write"]],
    [
      "rundll32.exe C:\\ProgramData\\a.dat,#1",
      55,
      [
        "module where a user can write",
        "ordinal in a module that is not part of Windows",
        "odd file type",
      ],
    ],
    ["rundll32.exe \\\\10.0.0.9\\s\\a.dll,Run", 30, ["module on a network path"]],
    [
      "rundll32.exe comsvcs.dll,#+000024 624 d.bin full",
      75,
      ["dump of a process", "ordinal written oddly"],
    ],
    ["rundll32.exe comsvcs.dll,MiniDumpW 624 d.bin full", 50, ["dump of a process"]],
    [
      "rundll32.exe shell32.dll,#44 C:\\ProgramData\\calc.cpl",
      25,
      ["control panel that is not part of Windows"],
    ],
    [
      'rundll32.exe shell32.dll,Control_RunDLL "\\\\h\\s\\x.dll"',
      25,
      ["control panel that is not part of Windows"],
    ],
    ["rundll32.exe url.dll,OpenURL x.hta", 25, ["export that runs its arguments"]],
    ["rundll32.exe advpack.dll,LaunchINFSectionEx x.inf", 25, ["export that runs its arguments"]],
    ["rundll32.exe", 35, ["no argument"]],
    ["rundll32.exe -sta {00000001-0000-0000-0000-0000FEEDACDC}", 30, ["COM class"]],
    ['rundll32 "C:\\Program Files\\a\\b.txt:a.dll",Dll', 35, ["module in a stream"]],
  ])("%s: %i", (line, points, features) => {
    const risk = riskOf(line);
    expect(risk.features.map(({ name }) => name)).toEqual(features);
    expect(risk.points).toBe(points);
  });

  test("stays between 0 and 100, and points can be taken off", () => {
    const when = { field: "CommandLine", op: "contains" as const, value: "x" };
    const feature = (points: number) => ({ name: "f", points, when });
    const event = { row: { CommandLine: "x" }, time: 0, derived: {} };
    const scored = (points: number[]) =>
      scorer({ hunt: { ...rule.hunt, score: 50, features: points.map(feature) } }, WINDOWS)(event)
        .points;
    expect([scored([]), scored([60]), scored([-60]), scored([-20, 5]), scored([60, -70])]).toEqual([
      50, 100, 0, 35, 40,
    ]);
  });

  test("is told with what made it", () => {
    const text = riskText(riskOf("rundll32.exe C:\\ProgramData\\a.dat,#1"), rule);
    expect(text).toBe(
      "Risk 55 of 100: base 5, module where a user can write +20, " +
        "ordinal in a module that is not part of Windows +15, odd file type +15",
    );
    expect(riskText(riskOf("rundll32.exe shell32.dll,Control_RunDLL timedate.cpl"), rule)).toBe(
      "Risk 5 of 100",
    );
  });
});
