import type { Verdict } from "./probe.ts";
import type { Group } from "./support.ts";

/** docs/kql.md: what of Kusto runs locally. */
export function supportPage(groups: readonly Group[]): string {
  return `# KQL that runs locally

Written by \`npm run reference\`, which tries the engine in \`src/kql\`; do not change it by hand.

Each name that Microsoft's language service lists (\`@kusto/language-service-next\`) is tried in queries that Microsoft's
binder accepts: a function with the arguments that it needs and with all that it takes, an operator in its usual forms.
"Runs" means that the engine answers all of them, not that every answer was compared with Kusto's: recorded answers are
in \`test/fixtures/kql-cases.jsonl\`, and \`test/kql/known-differences.txt\` lists those that differ. What does not run is
refused with its name and place; \`test/kql/known-gaps.txt\` has it line by line, and a test fails if a line is missing or
out of date.

${summary(groups)}

${groups.map(section).join("\n\n")}
`;
}

/** test/kql/known-gaps.txt: what is not answered. */
export function gapLines(groups: readonly Group[]): string {
  const lines = groups.flatMap(({ title, verdicts }) =>
    verdicts.flatMap((verdict) => gapsOf(verdict).map((gap) => `${title}: ${gap}`)),
  );
  return `# Written by npm run reference: what is valid KQL, and what the local engine does not answer.
# "wrongly" marks an error other than that it is not supported.
${lines.join("\n")}
`;
}

function gapsOf({ name, ran, refused }: Verdict): string[] {
  if (ran.length + refused.length === 0) return [`${name}: needs what no local database has`];
  const wrong = refused.filter(({ isNamed }) => !isNamed);
  const wrongly = wrong.map(({ query, message }) => `${name}: wrongly: ${query}: ${message}`);
  if (ran.length === 0) return wrong.length > 0 ? wrongly : [name];
  const named = refused.filter(({ isNamed }) => isNamed);
  return [...named.map(({ query }) => `${name}: ${query}`), ...wrongly];
}

function summary(groups: readonly Group[]): string {
  const head = ["", "runs", "runs in part", "is refused"];
  const rows = groups.map(({ title, verdicts }) => {
    const { whole, part, none } = sorted(verdicts);
    return [title, ...[whole, part, none].map(({ length }) => String(length))];
  });
  const widths = head.map((_, at) =>
    Math.max(3, ...[head, ...rows].map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(" | ")} |`;
  return [
    line(head),
    line(
      head.map(() => ""),
      "-",
    ),
    ...rows.map((row) => line(row)),
  ].join("\n");
}

function section({ title, verdicts }: Group): string {
  const { whole, part, none } = sorted(verdicts);
  return [
    `## ${title}`,
    ...(whole.length > 0 ? ["Runs:", names(whole)] : []),
    ...(part.length > 0 ? ["Runs in part; not these forms:", part.map(partLines).join("\n")] : []),
    ...(none.length > 0 ? ["Is refused:", names(none)] : []),
  ].join("\n\n");
}

/** By whether all, some or none of their queries ran. */
function sorted(verdicts: readonly Verdict[]) {
  const isWhole = ({ ran, refused }: Verdict) => ran.length > 0 && refused.length === 0;
  return {
    whole: verdicts.filter(isWhole),
    part: verdicts.filter((one) => one.ran.length > 0 && !isWhole(one)),
    none: verdicts.filter(({ ran }) => ran.length === 0),
  };
}

const LINE = 120;

/** Names in backticks, in lines of a page's width. */
function names(verdicts: readonly Verdict[]): string {
  const words = verdicts.map(({ name }) => `\`${name}\``);
  const lines: string[] = [];
  let line = "";
  for (const [at, word] of words.entries()) {
    const text = at < words.length - 1 ? `${word},` : word;
    if (line !== "" && line.length + text.length + 1 > LINE) {
      lines.push(line);
      line = text;
    } else line = line === "" ? text : `${line} ${text}`;
  }
  return [...lines, line].join("\n");
}

function partLines({ refused }: Verdict): string {
  return refused.map(({ query }) => `- \`${query}\``).join("\n");
}
