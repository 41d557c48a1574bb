import type { Problem } from "../../hunt/base/problem.ts";
import { filePlace } from "./file-place.ts";

/** What a remark is about: a rule of SARIF. */
export interface RemarkKind {
  /** Stays the same between versions: code scanning recognises a remark by it. */
  readonly id: string;
  readonly title: string;
  /** What it means and what to do, in Markdown of ours. */
  readonly help: string;
  readonly helpUri?: string;
}

/** An error is what makes the command's exit code 1. */
export type Level = "error" | "warning" | "note";

/** Something that a check says about a place, as systems for code review show it. */
export interface Remark extends Problem {
  readonly kind: RemarkKind;
  readonly level: Level;
  /** What it is recognised by after its line has moved. */
  readonly identity: readonly string[];
  /** Why it is accepted, and whether the entry itself says so or the baseline. */
  readonly accepted?: { readonly by: "entry" | "baseline"; readonly reason: string };
}

/** Numbers in a message, such as counts and lines, change while the problem stays. */
export function problemRemark(kind: RemarkKind, level: Level, problem: Problem): Remark {
  const place = filePlace(problem.where);
  const identity = [place?.uri ?? problem.where, problem.message.replace(/\d+/g, "n")];
  return { ...problem, kind, level, identity };
}
