import { Buffer } from "node:buffer";
import { markdown } from "../../hunt/base/escape.ts";
import { cutText } from "../../hunt/base/limit-text.ts";
import type { Remark } from "../ci/remark.ts";

/** GitHub refuses a summary of more bytes than this, as a whole. */
const MOST_BYTES = 1024 * 1024;

/** Room for the lines that say what was left out. */
const SPARE_BYTES = 1024;

/** What came of a part, such as `hunts test`. */
export interface PartResult {
  readonly name: string;
  readonly isGreen: boolean;
  /** One line. */
  readonly text: string;
}

/** The summary of a run in Markdown: its parts, then what is wrong, then what is worth knowing. */
export function summaryText(parts: readonly PartResult[], remarks: readonly Remark[]): string {
  const isGreen = parts.every((part) => part.isGreen);
  const head = [
    `## Hunts: ${isGreen ? "passed" : "failed"}`,
    "",
    "| part | | result |",
    "| --- | --- | --- |",
    ...parts.map(({ name, isGreen: one, text }) =>
      row([`\`${name}\``, one ? "passed" : "**failed**", markdown(text)]),
    ),
    "",
  ];
  const errors = remarks.filter(({ level }) => level === "error");
  const others = remarks.filter(({ level }) => level !== "error");
  let room = MOST_BYTES - SPARE_BYTES - Buffer.byteLength(head.join("\n"));
  const sections = [
    { title: "What is wrong", rows: errors },
    { title: "Worth knowing", rows: others },
  ].map(({ title, rows }) => {
    const { lines, bytes } = section(title, rows.map(remarkRow), room);
    room -= bytes;
    return lines;
  });
  return [...head, ...sections.flat()].join("\n");
}

function section(
  title: string,
  rows: readonly string[],
  room: number,
): { readonly lines: readonly string[]; readonly bytes: number } {
  if (rows.length === 0) return { lines: [], bytes: 0 };
  const lines = [`### ${title}`, "", "| where | what | remedy |", "| --- | --- | --- |"];
  let bytes = Buffer.byteLength(lines.join("\n"));
  let fit = 0;
  for (const one of rows) {
    bytes += Buffer.byteLength(one) + 1;
    if (bytes > room) break;
    lines.push(one);
    fit += 1;
  }
  const left = rows.length - fit;
  if (left > 0) lines.push("", `${left} more do not fit into a summary; the SARIF file has them.`);
  return { lines: [...lines, ""], bytes };
}

const LONGEST_CELL = 1000;

function remarkRow({ where, message, remedy }: Remark): string {
  return row([where, message, remedy].map((text) => markdown(cutText(text, LONGEST_CELL))));
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
