import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const RULE = join(import.meta.dirname, "../../rules/rundll32-lolbin/rule.yaml");
const rule = parse(readFileSync(RULE, "utf8")).query;
const readSql = (name) => readFileSync(join(import.meta.dirname, name), "utf8");
const starts = readSql("starts.sql");

/** The prepared rows, as the engine and as DuckDB name them. */
const ROWS = "_Im_ProcessCreate_Rows";

/**
 * What is measured: the data it reads, the query in KQL and in SQL, and the goal as the highest
 * ratio of the engine's CPU time to DuckDB's. `views` makes what the SQL reads, unmeasured.
 */
export const QUERIES = [
  {
    name: "rundll32 seed, prepared",
    data: "prepared",
    kql: rule,
    views: readSql("starts-prepared.sql"),
    sql: starts,
    goal: 0.5,
  },
  {
    name: "full ASIM, raw tables",
    data: "raw",
    kql: rule,
    views: readSql("starts-raw.sql"),
    sql: starts,
    goal: 0.4,
  },
  {
    name: "has, count",
    data: "prepared",
    kql: `${ROWS} | where CommandLine has "powershell" | count`,
    sql: `SELECT count(*) FROM prepared WHERE contains(lower(CommandLine), 'powershell')
      AND regexp_matches(CommandLine, '(?i)(?:^|[^\\pL\\pN])powershell(?:$|[^\\pL\\pN])')`,
    goal: 0.7,
  },
  {
    name: "summarize count() by",
    data: "prepared",
    kql: `${ROWS} | summarize count() by Process, User`,
    sql: `SELECT t(Process), t("User"), count(*) FROM prepared GROUP BY ALL`,
    goal: 2,
  },
  {
    name: "make_set, dcount",
    data: "prepared",
    kql: `${ROWS} | summarize make_set(CommandLine), dcount(User) by Process`,
    sql: `SELECT t(Process), list(DISTINCT t(CommandLine)), count(DISTINCT t("User"))
      FROM prepared GROUP BY t(Process)`,
    goal: 2,
  },
  {
    name: "join, small with large",
    data: "prepared",
    kql: `${ROWS}
      | join kind=inner (
          ${ROWS}
          | where Process endswith @"\\rundll32.exe"
          | project Dvc, ActingProcessId = TargetProcessId, ParentTime = TimeGenerated)
        on Dvc, ActingProcessId
      | where ParentTime < TimeGenerated
      | project TimeGenerated, ParentTime, Dvc, Process, CommandLine`,
    sql: `SELECT a.TimeGenerated, b.TimeGenerated, a.Dvc, t(a.Process), t(a.CommandLine)
      FROM prepared a JOIN prepared b ON a.Dvc = b.Dvc AND a.ActingProcessId = b.TargetProcessId
      WHERE ends_with(lower(b.Process), '\\rundll32.exe') AND b.TimeGenerated < a.TimeGenerated`,
    goal: 2,
  },
  {
    name: "matches regex, count",
    data: "prepared",
    kql: `${ROWS} | where CommandLine matches regex @"(?i)\\\\(temp|tmp)\\\\[^\\\\]+\\.(exe|dll|ps1)" | count`,
    sql: `SELECT count(*) FROM prepared
      WHERE regexp_matches(CommandLine, '(?i)\\\\(temp|tmp)\\\\[^\\\\]+\\.(exe|dll|ps1)')`,
    goal: 3,
  },
];

/** The goals that are not a query's: ratios to DuckDB, and CPU seconds of a new process. */
export const GOALS = { load: 2, memory: 1, first: 0.5 };
export const FIRST = QUERIES[0];
