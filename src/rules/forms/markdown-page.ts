/** A block of code of a Markdown page. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** Where the code begins in the page. */
  readonly start: number;
  /** The heading above the block. */
  readonly heading: string | undefined;
  /** The page ends before the block does. */
  readonly isOpen: boolean;
}

export interface Page {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly blocks: readonly Block[];
}

export function readPage(text: string): Page {
  const blocks: Block[] = [];
  const prose: Prose = { headings: [], lines: [] };
  let open: Fence | undefined;
  let at = 0;
  for (const line of text.split("\n")) {
    const end = at + line.length + 1;
    if (open) {
      if (closes(line, open)) {
        blocks.push(blockOf(open, text, at, false));
        open = undefined;
      }
    } else {
      open = fenceIn(line, at, prose.headings.at(-1));
      if (!open) readProse(line, prose);
    }
    at = end;
  }
  if (open) blocks.push(blockOf(open, text, text.length, true));
  return { ...describePage(prose), blocks };
}

interface Fence {
  readonly mark: string;
  readonly language: string;
  readonly start: number;
  readonly heading: string | undefined;
}

function fenceIn(line: string, at: number, heading: string | undefined): Fence | undefined {
  const match = /^([\s>]*)(`{3,}|~{3,})[ \t]*([^`]*)$/.exec(line.trimEnd());
  if (!match) return undefined;
  const [, , mark = "", info = ""] = match;
  // The first line of the code may stand behind the language by mistake: ```KQLSigninLogs
  const glued = /^(kql|kusto)(?=[A-Z]\w*$)/i.exec(info);
  if (glued && info.length > glued[0].length && /^(?:KQL|kql|kusto|Kusto)[A-Z]/.test(info))
    return { mark, language: "kql", start: at + line.indexOf(info) + glued[0].length, heading };
  return { mark, language: info.split(/\s/)[0] ?? "", start: at + line.length + 1, heading };
}

function closes(line: string, { mark }: Fence): boolean {
  const text = line.trim();
  return text.startsWith(mark) && /^(?:`+|~+)$/.test(text);
}

function blockOf(
  { language, start, heading }: Fence,
  text: string,
  end: number,
  isOpen: boolean,
): Block {
  return { language, start, heading, isOpen, code: text.slice(start, Math.max(start, end)) };
}

interface Prose {
  readonly headings: string[];
  readonly lines: { readonly heading: string; readonly text: string }[];
}

function readProse(line: string, prose: Prose): void {
  const heading = /^#{1,6}\s+(\S.*)$/.exec(line.trimEnd())?.[1];
  if (heading !== undefined) prose.headings.push(heading.replace(/[*_`#]+/g, "").trim());
  else if (line.trim() !== "")
    prose.lines.push({ heading: prose.headings.at(-1) ?? "", text: line.trim() });
}

const TACTICS: Readonly<Record<string, string>> = {
  TA0043: "Reconnaissance",
  TA0042: "ResourceDevelopment",
  TA0001: "InitialAccess",
  TA0002: "Execution",
  TA0003: "Persistence",
  TA0004: "PrivilegeEscalation",
  TA0005: "DefenseEvasion",
  TA0006: "CredentialAccess",
  TA0007: "Discovery",
  TA0008: "LateralMovement",
  TA0009: "Collection",
  TA0011: "CommandAndControl",
  TA0010: "Exfiltration",
  TA0040: "Impact",
};

function describePage({ headings, lines }: Prose): Omit<Page, "blocks"> {
  const tables = lines.filter(({ text }) => text.startsWith("|")).map(({ text }) => text);
  const under = lines.filter(
    ({ heading, text }) => /description/i.test(heading) && !/^\|/.test(text),
  );
  const description = (under.length > 0 ? under : lines.filter(({ text }) => !/^[|*-]/.test(text)))
    .map(({ text }) => text)
    .join("\n")
    .slice(0, 2_000);
  return {
    title: headings[0],
    description: description === "" ? undefined : description,
    tactics: unique(tables.flatMap((row) => row.match(/\bTA\d{4}\b/g) ?? [])).flatMap(
      (id) => TACTICS[id] ?? [],
    ),
    techniques: unique(tables.flatMap(techniquesIn)),
  };
}

/** `| T1134.002 |`, or the number of the sub-technique in the next cell: `| T1021 | 006 |`. */
function techniquesIn(row: string): string[] {
  return [...row.matchAll(/\|\s*(T\d{4})(\.\d{3})?\s*\|(?:\s*(\d{3})\s*\|)?/g)].map(
    ([, technique = "", sub, next]) => technique + (sub ?? (next ? `.${next}` : "")),
  );
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
