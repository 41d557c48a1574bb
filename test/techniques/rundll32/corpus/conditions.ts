import type { Condition } from "../../../../src/hunt/conditions/condition.ts";

type TextOp = "equals" | "contains" | "startsWith" | "endsWith" | "wildcard" | "regex" | "hasToken";

/** A name for an entry's condition in a report, and the condition. */
export type Named = readonly [name: string, when: Condition];

export const is = (field: string, value: string, op: TextOp = "equals"): Condition => ({
  field,
  op,
  value,
});

export const oneOf = (field: string, ...value: string[]): Condition => ({ field, op: "in", value });

/** The 64-bit rundll32 of Windows, and further conditions on its start. */
export const byRundll32 = (...conditions: Condition[]): Condition => ({
  all: [is("Process", "C:\\Windows\\System32\\rundll32.exe"), ...conditions],
});

/** A shell that the 64-bit rundll32 of Windows started. */
export const shellOf = (...conditions: Condition[]): Condition => ({
  all: [
    is("Process", "C:\\Windows\\System32\\cmd.exe"),
    is("ActingProcessName", "C:\\Windows\\System32\\rundll32.exe"),
    ...conditions,
  ],
});

export const module = (value: string, op?: TextOp) => is("Rundll32Module", value, op);
export const system32 = (file: string) => module(`C:\\Windows\\System32\\${file}`);
export const named = (value: string, op?: TextOp) => is("Rundll32Export", value, op);
export const given = (value: string, op?: TextOp) => is("Rundll32Arguments", value, op);
export const line = (value: string, op?: TextOp) => is("CommandLine", value, op);
export const parent = (value: string, op?: TextOp) => is("ActingProcessName", value, op);
