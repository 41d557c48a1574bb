import { listFunctions } from "./catalogue.ts";
import { functionProbes } from "./function-probes.ts";
import { listKinds } from "./kind-probes.ts";
import { type Probed, probe, type Verdict } from "./probe.ts";
import { SCALAR_OPERATORS } from "./scalar-probes.ts";
import { type Examples, OPERATORS, SOURCES, STATEMENTS } from "./syntax-probes.ts";

/** A part of Kusto, with what the local engine does with each thing in it. */
export interface Group {
  readonly title: string;
  readonly verdicts: readonly Verdict[];
}

/** Tries all of Kusto that Microsoft's language service lists. */
export function probeKusto(): Group[] {
  const groups: readonly (readonly [string, readonly Probed[]])[] = [
    ["Tabular operators", examples(OPERATORS)],
    ["Kinds and types", listKinds()],
    ["Statements and sources", [...examples(STATEMENTS), ...examples(SOURCES)]],
    ["Scalar operators", examples(SCALAR_OPERATORS)],
    ["Scalar functions", calls("Functions")],
    ["Aggregate functions", calls("Aggregates")],
    ["Plug-ins of evaluate", calls("PlugIns")],
  ];
  return groups.map(([title, all]) => ({ title, verdicts: all.map(probe) }));
}

function examples(of: Examples): Probed[] {
  const all = Object.values(of).map(([name, ...queries]) => ({ name, queries }));
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function calls(collection: Parameters<typeof functionProbes>[0]): Probed[] {
  return listFunctions(collection).map((one) => ({
    name: one.name,
    queries: functionProbes(collection, one),
  }));
}
