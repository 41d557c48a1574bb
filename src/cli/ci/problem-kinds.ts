import type { RemarkKind } from "./remark.ts";

/** What problems are about. */
export const PROBLEM_KINDS = {
  rule: {
    id: "rule",
    title: "A rule, or what rules may name, cannot be used",
    help: "The file is not what a rule, a table or a function must be; what it concerns does not run.",
  },
  query: {
    id: "query",
    title: "A rule's query cannot run",
    help: "Microsoft's binder refuses the query, or it does not return what the rule needs.",
  },
  entry: {
    id: "ignore-entry",
    title: "An ignore entry cannot be used",
    help: "The entry is not valid, or too weak or too broad; until it is corrected, it hides nothing.",
  },
  case: {
    id: "case",
    title: "A case cannot be used",
    help: "The file is no case of the rule, or the rule lacks a hit or a miss: it proves nothing.",
  },
  schedule: {
    id: "schedule",
    title: "The rules ask for more than a lane can run",
    help: "Log Analytics limits what one identity may query; `hunts check` adds up what rules need.",
  },
  setting: {
    id: "setting",
    title: "A setting is wrong",
    help: "The setting names what is not there.",
  },
  data: {
    id: "data",
    title: "A table, a function or a watchlist cannot be read",
    help: "What stands in the content's folders cannot be used by queries.",
  },
  baseline: {
    id: "baseline",
    title: "An item of the baseline cannot be used",
    help: "The item accepts nothing until it is complete; the attack that it is for counts.",
  },
  notice: {
    id: "notice",
    title: "Worth knowing",
    help: "Nothing fails by it: something is not used, not tested, or ends soon.",
  },
} as const satisfies Record<string, RemarkKind>;

export type ProblemKind = keyof typeof PROBLEM_KINDS;
