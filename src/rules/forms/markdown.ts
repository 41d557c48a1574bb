import { basename } from "node:path";
import { placesIn } from "../../content/places.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { type FormFile, type FormRule, holdingNothing } from "./form.ts";
import { looksLikeKql } from "./kql-text.ts";
import { type Block, type Page, readPage } from "./markdown-page.ts";
import { codeOnly, splitQueries } from "./split-queries.ts";

/** Reads the KQL blocks of a Markdown page; title, text and techniques are those of the page. */
export function readMarkdownRules(file: string, text: string): FormFile {
  const page = readPage(text);
  const at = placesIn(file, text);
  const { queries: blocks, parts } = sortBlocks(page.blocks.filter(isKql));
  if (blocks.length === 0 && parts.length > 0)
    return holdingNothing("a page with parts of queries only");
  if (blocks.length === 0)
    return holdingNothing(
      page.blocks.length === 0 ? "a page without code" : "a page whose code is not KQL",
    );
  return {
    rules: blocks.flatMap((block) => blockRules(file, page, block, at)),
    functions: [],
    problems: [],
    notices: [
      ...blocks.flatMap((block) => (block.isOpen ? [openNotice(at(block.start))] : [])),
      ...parts.map((block) => partNotice(at(block.start))),
    ],
  };
}

/** Pages also show a line to add to their query. */
function sortBlocks(blocks: readonly Block[]): { queries: Block[]; parts: Block[] } {
  const isPart = ({ code }: Block) => codeOnly(code).trimStart().startsWith("|");
  return {
    queries: blocks.filter((block) => !isPart(block)),
    parts: blocks.filter(isPart),
  };
}

function partNotice(where: string): Problem {
  return {
    where,
    message: "the block begins with |, so it is a part of a query and no rule",
    remedy: "write the whole query in it if it is to run",
  };
}

function openNotice(where: string): Problem {
  return {
    where,
    message: "the block of code is not closed, so it goes to the end of the page",
    remedy: "close it with ```",
  };
}

const KQL = /^(?:kql|kusto|csl)$/i;
/** Some repositories mark KQL with the language whose colours suit it best. */
const ALSO_KQL = /^(?:|c#|csharp|sql|text|txt)$/i;

function isKql({ language, code }: Block): boolean {
  if (code.trim() === "") return false;
  return KQL.test(language) || (ALSO_KQL.test(language) && looksLikeKql(code));
}

function blockRules(
  file: string,
  page: Page,
  block: Block,
  at: (offset: number) => string,
): FormRule[] {
  const name = blockName(page.title ?? basename(file).replace(/\.\w+$/, ""), block.heading);
  return splitQueries(block.code).map(({ start, query, comment }) => ({
    form: "markdown",
    fields: {
      name,
      description: page.description ?? (comment || name),
      tactics: page.tactics,
      relevantTechniques: page.techniques,
    },
    query,
    place: () => at(block.start + start),
    queryPlace: (offset) => at(block.start + start + offset),
    notices: [],
  }));
}

const PLATFORM = /sentinel|defender|m365|xdr|mde\b|advanced hunting/i;

/** A page often has the same query for Sentinel and for Defender. */
function blockName(title: string, heading: string | undefined): string {
  return heading !== undefined && heading.length <= 60 && PLATFORM.test(heading)
    ? `${title} (${heading})`
    : title;
}
