import { type JsonNode, locateJson, nestsDeeper, nodeAt } from "../../content/json-nodes.ts";
import { readJson } from "../../content/json-text.ts";
import { placesIn } from "../../content/places.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { below, fieldsOf } from "./converted.ts";
import { convertEntries } from "./elastic-entry.ts";
import type { ForeignBlock } from "./sigma-document.ts";

/** What an exported list excludes. */
export interface ElasticList {
  readonly blocks: readonly ForeignBlock[];
  readonly problems: readonly Problem[];
}

/** Lists and maps nest five deep in what is exported. */
const DEEPEST = 50;

interface Item {
  readonly value: unknown;
  readonly place: (path: readonly PropertyKey[]) => string;
}

/** Reads the exceptions of an export of Elastic, one a line, or of an answer of its API. */
export function readElasticList(file: string, text: string): ElasticList {
  const at = placesIn(file, text);
  const isWhole = !("fault" in readJson(text));
  const pieces = isWhole ? [{ start: 0, text }] : linesOf(text);
  const blocks: ForeignBlock[] = [];
  const problems: Problem[] = [];
  for (const piece of pieces) {
    const items = readPiece(piece, at);
    if ("message" in items) problems.push(items);
    else
      for (const item of items) {
        const read = readException(item);
        blocks.push(...read.blocks);
        problems.push(...read.problems);
      }
  }
  if (blocks.length + problems.length > 0) return { blocks, problems };
  const message = "the file holds no exceptions";
  return { blocks, problems: [{ where: `${file}:1:1`, message, remedy: "export the list again" }] };
}

interface Piece {
  readonly start: number;
  readonly text: string;
}

function linesOf(text: string): readonly Piece[] {
  return [...text.matchAll(/[^\r\n]*\S[^\r\n]*/g)].map((match) => ({
    start: match.index,
    text: match[0],
  }));
}

function readPiece({ start, text }: Piece, at: (offset: number) => string): Item[] | Problem {
  const read = readJson(text);
  if ("fault" in read)
    return { where: at(start), message: read.fault, remedy: "export the list again" };
  const root = locateJson(text);
  if (nestsDeeper(root, DEEPEST))
    return {
      where: at(start),
      message: "lists and maps nest too deep",
      remedy: "write it flatter",
    };
  const place = (node: JsonNode) => (path: readonly PropertyKey[]) =>
    at(start + nodeAt(node, path).start);
  const data = fieldsOf(read.value)?.get("data");
  const [list, node] = Array.isArray(data) ? [data, nodeAt(root, ["data"])] : [read.value, root];
  if (!Array.isArray(list)) return [{ value: list, place: place(node) }];
  return list.map((one: unknown, index) => ({
    value: one,
    place: place(node.items.get(index) ?? node),
  }));
}

/** What is no exception is the head of the list, or the count at its end. */
function readException({ value, place }: Item): ElasticList {
  const fields = fieldsOf(value);
  if (!fields?.has("entries"))
    return fields?.has("list_id") || fields?.has("exported_exception_list_item_count")
      ? { blocks: [], problems: [] }
      : { blocks: [], problems: [noException(place([]))] };
  const name = String(fields.get("name") ?? fields.get("item_id") ?? "without a name");
  const converted = below(convertEntries(fields.get("entries")), "entries");
  if ("refusals" in converted)
    return {
      blocks: [],
      problems: converted.refusals.map(({ path, ...fault }) => ({ where: place(path), ...fault })),
    };
  const expires = Date.parse(String(fields.get("expire_time")));
  const block: ForeignBlock = {
    id: oneLine(name, 120),
    origin: place([]),
    ...(Number.isNaN(expires) ? {} : { expires }),
    when: converted.when,
  };
  return { blocks: [block], problems: [] };
}

function noException(where: string): Problem {
  return { where, message: "is no exception of Elastic", remedy: "export the list again" };
}
