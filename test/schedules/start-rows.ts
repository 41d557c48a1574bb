import type { Record_ } from "../../src/emulator/table-data.ts";
import type { IgnoreEntry } from "../../src/hunt/ignore/ignore.ts";
import { CMD, RUNDLL32, security, sysmon } from "../harness.ts";
import type { RuleShape } from "./rule-shapes.ts";
import type { Start } from "./schedule.ts";

/** A row of a table, and when it can be queried, ms. */
export interface ArrivingRow {
  readonly table: "WindowsEvent" | "SecurityEvent";
  readonly record: Record_;
  readonly arrives: number;
}

const HIDDEN_MODULE = "agent.dll";

/** Hides the starts of kind `hidden`. */
export const HIDING: IgnoreEntry = {
  id: "backup-agent",
  title: "Nightly export of the backup agent",
  reason: "The agent starts cmd.exe from its own module.",
  origin: "test/schedules/start-rows.ts",
  owner: "soc-team",
  rules: "all",
  workspaces: "all",
  active: true,
  when: {
    any: [
      { field: "ParentRundll32Base", op: "equals", value: HIDDEN_MODULE },
      { field: "Rundll32Base", op: "equals", value: HIDDEN_MODULE },
    ],
  },
};

/** Shows in a bookmark or a comment which start it is about. */
export function processIdOf({ number }: Pick<Start, "number">): number {
  return 100_000 + number;
}

/**
 * The rows of a start. They arrive together, because otherwise the first one to come would decide
 * what stands for the start.
 */
export function rowsOf(start: Start, program: RuleShape["program"]): ArrivingRow[] {
  const { time, kind, apart } = start;
  const arrives = time + start.arrives;
  const row = (table: ArrivingRow["table"], record: Record_): ArrivingRow => ({
    table,
    record,
    arrives,
  });
  if (program === "rundll32") return [row("WindowsEvent", rundll32Of(start))];
  if (kind === "plain" || kind === "hidden") return [row("WindowsEvent", shellOf(start))];
  if (kind === "twins")
    return [
      row("WindowsEvent", shellOf(start)),
      row("SecurityEvent", shell4688(start, time + apart)),
    ];
  const parent = security(iso(time - apart), RUNDLL32, lineOf(start), "C:\\Windows\\explorer.exe", {
    host: start.host,
    pid: hex(parentIdOf(start)),
    ppid: "0x1",
    id: `parent ${start.number}`,
  });
  return [
    ...(kind === "joined" ? [row("SecurityEvent", parent)] : []),
    row("SecurityEvent", shell4688(start, time)),
  ];
}

/** Whether a start is a finding of a rule, according to the schedule and not to the rule. */
export function isFinding(
  { kind, user, apart }: Start,
  { rule, program }: Pick<RuleShape, "rule" | "program">,
): boolean {
  // A 4688 event has a user of its own, and so does a start for which it stands.
  const own = kind === "plain" || (kind === "twins" && apart > 0);
  if (rule.hunt.refine.when && user === "unwanted" && own) return false;
  return program === "rundll32" ? kind !== "hidden" : kind !== "hidden" && kind !== "orphan";
}

function shellOf(start: Start): Record_ {
  return sysmon(iso(start.time), CMD, shellLine(start), RUNDLL32, lineOf(start), moreOf(start));
}

function rundll32Of(start: Start): Record_ {
  return sysmon(
    iso(start.time),
    RUNDLL32,
    lineOf(start),
    "C:\\Windows\\explorer.exe",
    "explorer.exe",
    moreOf(start),
  );
}

function shell4688(start: Start, time: number): Record_ {
  const { host, number } = start;
  return security(iso(time), CMD, shellLine(start), RUNDLL32, {
    host,
    pid: hex(processIdOf(start)),
    ppid: hex(parentIdOf(start)),
    id: `4688 ${number}`,
  });
}

function moreOf(start: Start) {
  const { host, user, number } = start;
  return {
    host,
    user: `LAB\\${user}`,
    pid: String(processIdOf(start)),
    ppid: String(parentIdOf(start)),
    id: `sysmon ${number}`,
  };
}

const parentIdOf = ({ number }: Start) => 500_000 + number;
const shellLine = ({ number }: Start) => `cmd.exe /c whoami ${number}`;
const lineOf = ({ kind, module }: Start) =>
  `rundll32.exe C:\\ProgramData\\${kind === "hidden" ? HIDDEN_MODULE : `${module}.dll`},Start`;
const hex = (number: number) => `0x${number.toString(16)}`;
const iso = (time: number) => new Date(time).toISOString();
