import { oneLine } from "../../hunt/base/escape.ts";
import { below, type Converted, fieldsOf, join, refuse } from "./converted.ts";
import { HASHES, sigmaColumn } from "./sigma-fields.ts";
import { matchHash } from "./sigma-hashes.ts";
import { readModifiers } from "./sigma-modifiers.ts";

/** How many values a selection may have. */
const MOST_VALUES = 5_000;

/**
 * A Sigma selection as a condition: a map of fields, all of which must match, or a list of such
 * maps, one of which must.
 */
export function convertSelection(value: unknown): Converted {
  if (!Array.isArray(value)) return convertMap(value);
  if (value.length === 0) return refuse("the selection is empty", "write the fields it is for");
  if (value.length > MOST_VALUES) return tooMany(value.length);
  return join(
    "any",
    value.map((one, at) => below(convertMap(one), at)),
  );
}

function convertMap(value: unknown): Converted {
  const fields = fieldsOf(value);
  if (!fields)
    return value === null || value === undefined
      ? refuse("the selection is empty", "write the fields it is for")
      : refuse(
          "the selection has words without a field",
          "write in which field they are to be, such as CommandLine|contains",
        );
  if (fields.size === 0) return refuse("the selection is empty", "write the fields it is for");
  return join(
    "all",
    [...fields].map(([name, one]) => below(convertField(name, one), name)),
  );
}

function convertField(written: string, value: unknown): Converted {
  const [field = "", ...names] = written.split("|");
  const modifiers = readModifiers(names);
  if ("refusals" in modifiers) return modifiers;
  const values = Array.isArray(value) ? value : [value];
  const column = sigmaColumn(field);
  const isHashes = field.toLowerCase() === HASHES;
  if (column === undefined && !isHashes) return unknownField(field);
  if (values.length === 0) return refuse(`${oneLine(written, 80)} has no value`, "write one");
  if (values.length > MOST_VALUES) return tooMany(values.length);
  const match = (one: unknown) =>
    column === undefined ? matchHash(one, names) : modifiers.match(column, one);
  const isList = Array.isArray(value);
  return join(
    modifiers.all ? "all" : "any",
    values.map((one, at) => below(match(one), ...(isList ? [at] : []))),
  );
}

function unknownField(field: string): Converted {
  return field === ""
    ? refuse("a field has no name", "write which field it is")
    : refuse(
        `no column is known for the field ${oneLine(field, 60)}`,
        "use a field of Sigma's process_creation on Windows",
      );
}

function tooMany(count: number): Converted {
  return refuse(
    `${count} values are too many to attack; at most ${MOST_VALUES} are`,
    "keep such a list in a watchlist",
  );
}
