import { type EmulatorResponse, failure } from "./http.ts";
import type { Resource } from "./resources.ts";

const FILTER = /^properties\/(\w+) eq '((?:[^']|'')*)'$/;
const ORDER = /^properties\/(\w+)(?: (asc|desc))?$/i;

/**
 * Applies `$filter` (one property equal to a string) and `$orderby` (one property) to a list;
 * `resources` is undefined if the request has neither. Any other form gets an error, because the
 * emulator does not guess.
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
