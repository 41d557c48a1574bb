import type { Technique } from "../technique.ts";
import { COLUMNS, rundll32Columns } from "./columns.ts";
import { refuseUse } from "./refuse-use.ts";
import { templateNeedles } from "./template.ts";

/** rundll32 loads a module and calls what it exports, under the name of a signed program. */
export const RUNDLL32: Technique = {
  program: "rundll32",
  columns: COLUMNS,
  derive: rundll32Columns,
  needles: (column, value) => (column === "Rundll32Template" ? templateNeedles(value) : []),
  use: {
    template: "Rundll32Template",
    bound: [
      "Rundll32Kind",
      "Rundll32Options",
      "Rundll32Module",
      "Rundll32Export",
      "Rundll32Ordinal",
      "Rundll32Arguments",
    ],
    tellEmpty: ["Rundll32Options", "Rundll32Arguments", "Rundll32Export"],
    // An export that is given as a number can be written in many ways.
    boundInstead: { Rundll32Export: "Rundll32Ordinal" },
    cells: {
      module: "Rundll32Module",
      export: "Rundll32Export",
      arguments: "Rundll32Arguments",
    },
    ordinary: { Rundll32Kind: "dll", Rundll32Options: "" },
    refusal: refuseUse,
  },
  // The module is loaded before the rest of the line is evaluated.
  weakness: {
    chosen: COLUMNS.filter((column) => column !== "Rundll32Module"),
    telling: { column: "Rundll32Module", words: "the module" },
    everyStart: ['"c:\\windows\\system32\\rundll32.exe" ', "c:\\windows\\syswow64\\rundll32.exe"],
    everyEnding: [".dll"],
  },
  passing: (term) => (/[\s"]/.test(term) ? `rundll32 x,a ${term}` : `${term} x,a`),
};
