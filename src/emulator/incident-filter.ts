import { type EmulatorResponse, failure } from "./http.ts";
import type { Resource } from "./resources.ts";

const FILTER = /^properties\/(\w+) eq '((?:[^']|'')*)'$/;
const ORDER = /^properties\/(\w+)(?: (asc|desc))?$/i;

/**
 * What `$filter` (one text that a property is equal to) and `$orderby` (one property) choose of a
 * list; undefined where neither is asked for. Any other form is refused: the emulator does not
 * guess.
 */
export function filterIncidents(
  parameters: URLSearchParams,
  all: () => readonly Resource[],
): EmulatorResponse | { readonly resources: readonly Resource[] | undefined } {
  const [filter, order] = [parameters.get("$filter"), parameters.get("$orderby")];
  if (filter === null && order === null) return { resources: undefined };
  const [, field = "", text = ""] = FILTER.exec(filter ?? "") ?? [];
  const [, by = "", direction = "asc"] = ORDER.exec(order ?? "") ?? [];
  if ((filter !== null && field === "") || (order !== null && by === ""))
    return failure(
      400,
      "BadRequest",
      `The query '${filter ?? ""} ${order ?? ""}' is not emulated.`,
    );
  const chosen =
    filter === null
      ? [...all()]
      : all().filter(({ properties }) => properties[field] === text.replaceAll("''", "'"));
  if (by === "") return { resources: chosen };
  const value = ({ properties }: Resource) => String(properties[by] ?? "");
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  return {
    resources: chosen.sort((a, b) =>
      value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0,
    ),
  };
}
