import { limitText, utf8Length } from "../../base/limit-text.ts";
import type { Cell, Row } from "../../conditions/event.ts";
import { LIMITS } from "./limits.ts";

/** A column that the portal reads as its own entity mapping, so it is removed from rows. */
const PORTALS_OWN = "__entityMapping";

/**
 * The length below which no cell is cut; columns that do not fit even then are left out.
 */
const SHORTEST_CELL = 60;

/**
 * A row as one JSON object, which the portal shows as a bookmark's raw view: at most `LIMITS.row`
 * bytes, long cells cut so that it stays JSON. The same row gives the same text.
 */
export function queryResult(row: Row): string {
  const cells = Object.entries(row).filter(([column]) => column !== PORTALS_OWN);
  for (let most: number = LIMITS.cell; most >= SHORTEST_CELL; most = Math.floor(most / 2)) {
    const text = jsonObject(cells, most);
    if (utf8Length(text) <= LIMITS.row) return text;
  }
  return fitting(cells);
}

function jsonObject(cells: readonly (readonly [string, Cell])[], most: number): string {
  return `{${cells.map(([column, cell]) => `${json(column)}:${cellJson(cell, most)}`).join(",")}}`;
}

/** A dynamic cell that is too long is replaced by the start of its JSON text. */
function cellJson(cell: Cell, most: number): string {
  if (typeof cell === "string") return json(limitText(cell, most));
  const text = json(cell);
  return text.length <= most ? text : json(limitText(text, most));
}

/**
 * JSON without halves of surrogate pairs, which JSON.stringify writes as escapes and UTF-8 cannot
 * hold.
 */
function json(value: unknown): string {
  return JSON.stringify(value).replace(/\\(u[0-9a-f]{4}|.)/g, (whole, what: string) =>
    /^ud[89a-f]/.test(what) ? "\u{fffd}" : whole,
  );
}

/** As many columns as fit, and the number of the others. */
function fitting(cells: readonly (readonly [string, Cell])[]): string {
  let room = LIMITS.row - 60;
  const shown = cells.filter(([column, cell]) => {
    const bytes = utf8Length(jsonObject([[column, cell]], SHORTEST_CELL));
    if (bytes > room) return false;
    room -= bytes;
    return true;
  });
  return jsonObject(
    [...shown, ["…", `${cells.length - shown.length} more columns`]],
    SHORTEST_CELL,
  );
}
