import { iso, windowText } from "../../hunt/base/window.ts";
import { type Look, raisedBy } from "../look/look.ts";
import type { WorkspaceLook } from "../look/look-at.ts";
import type { Proposal } from "../look/proposals.ts";
import { dayText } from "../look/raised.ts";
import type { RuleLook } from "../look/rule-look.ts";
import { jsonLine, noticeLine, problemLine } from "./json.ts";

/**
 * The lines of `--json` for a first look, after those of its windows: one object per line, each
 * with its kind.
 */
export function lookLines(look: Look): string[] {
  return [
    ...look.workspaces.flatMap((one) => [
      ...one.rules.flatMap(raisedLines),
      ...sourceLines(one, look.pricePerGb),
    ]),
    ...look.proposals.map(useLine),
    ...look.notices.map(noticeLine),
    ...look.problems.map(problemLine),
    ...look.workspaces.map((one) => lookLine(one, look.stopped)),
  ].map(jsonLine);
}

/** `aDay` is null if no whole day was answered. */
function raisedLines(look: RuleLook): object[] {
  return raisedBy(look).map(({ resource, all, aDay, byDay, byRisk, aDayByRisk }) => ({
    kind: "raised",
    rule: look.rule.slug,
    workspace: look.workspace.id,
    resource,
    all,
    aDay: aDay ?? null,
    byDay: Object.fromEntries([...byDay].map(([day, count]) => [dayText(day), count])),
    byRisk,
    aDayByRisk: aDayByRisk ?? null,
  }));
}

/**
 * Rows and bytes cover the whole time range; bytes are null if the rows have no size.
 */
function sourceLines(
  { workspace, sources, range }: WorkspaceLook,
  pricePerGb: number | undefined,
): object[] {
  if (!sources || !range) return [];
  const volumes = sources.volumes.map(
    ({ table, rows, starts, sized, bytes, startBytes, billedStartBytes }) => {
      const known = rows === 0 || sized > 0;
      const sizes = known
        ? { bytes, startBytes, billedStartBytes }
        : { bytes: null, startBytes: null, billedStartBytes: null };
      const price =
        pricePerGb === undefined
          ? {}
          : { price: known ? (billedStartBytes / 1e9) * pricePerGb : null };
      return {
        kind: "volume",
        workspace: workspace.id,
        window: windowText(range),
        table,
        rows,
        starts,
        ...sizes,
        ...price,
      };
    },
  );
  return [
    ...volumes,
    ...sources.missing.map((table) => ({
      kind: "volume",
      workspace: workspace.id,
      window: windowText(range),
      table,
      missing: true,
    })),
    ...sources.checks.map((check) => ({ kind: "check", ...check })),
    ...sources.blind.map((spot) => ({ kind: "blind", workspace: workspace.id, ...spot })),
  ];
}

function useLine({ use, entry, refused }: Proposal): object {
  const { rule, column, text, findings, hosts, users, risk, features, first, last, line } = use;
  return {
    kind: "use",
    ...{
      rule,
      column,
      text,
      findings,
      hosts: hosts.size,
      users: users.size,
      risk,
      features: [...features],
    },
    ...{ first: iso(first), last: iso(last), line },
    ...(entry
      ? { entry: entry.text, file: entry.file, attack: entry.attack, preview: entry.preview }
      : { refused }),
  };
}

/** The last line of each workspace: what was queried, and whether all of it was answered. */
function lookLine({ workspace, range, rules, problems }: WorkspaceLook, stopped: boolean): object {
  const sum = (of: (look: RuleLook) => number) => rules.reduce((all, look) => all + of(look), 0);
  return {
    kind: "look",
    workspace: workspace.id,
    name: workspace.name,
    window: range ? windowText(range) : null,
    windows: sum(({ windows }) => windows),
    answered: sum(({ answered }) => answered.length),
    findings: sum(({ findings }) => findings),
    stopped,
    complete:
      !stopped &&
      range !== undefined &&
      problems.length === 0 &&
      rules.every((look) => look.problems.length === 0),
  };
}
