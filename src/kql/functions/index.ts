import { ALIASES } from "./aliases.ts";
import { ARRAY_ORDER } from "./array-order.ts";
import { ARRAY_SHAPE } from "./array-shape.ts";
import { BAG_MEMBERS } from "./bag-members.ts";
import { BASE64_BYTES } from "./base64-bytes.ts";
import { BITS } from "./bits.ts";
import { BYTES } from "./bytes.ts";
import { CANONICAL_JSON } from "./canonical-json.ts";
import { COMMAND_LINE } from "./command-line.ts";
import { CONVERSION } from "./conversion.ts";
import { CSV } from "./csv.ts";
import { DISTRIBUTIONS } from "./distributions.ts";
import { DYNAMIC } from "./dynamic.ts";
import { EXTRACT_JSON } from "./extract-json.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";
import { HASH } from "./hash.ts";
import { IPV4_IN_TEXT } from "./ipv4-in-text.ts";
import { IPV4_RANGES } from "./ipv4-ranges.ts";
import { IPV6_RANGES } from "./ipv6-ranges.ts";
import { MATHS } from "./maths.ts";
import { NEAR } from "./near.ts";
import { NULLS } from "./nulls.ts";
import { PATHS } from "./path.ts";
import { PUNYCODE } from "./punycode.ts";
import { RANGE } from "./range.ts";
import { REGEX } from "./regex.ts";
import { SERIES_ELEMENTS } from "./series-elements.ts";
import { SERIES_FILL } from "./series-fill.ts";
import { SERIES_FILTER } from "./series-filter.ts";
import { SERIES_FIT } from "./series-fit.ts";
import { SERIES_STATISTICS } from "./series-statistics.ts";
import { SETS } from "./sets.ts";
import { STRING } from "./string.ts";
import { TEXT_SEARCH } from "./text-search.ts";
import { TIME } from "./time.ts";
import { TIME_FORMAT } from "./time-format.ts";
import { TIME_PARTS } from "./time-parts.ts";
import { TIME_ZONE } from "./time-zone.ts";
import { TRIGONOMETRY } from "./trigonometry.ts";
import { UNICODE } from "./unicode.ts";
import { URLS } from "./url.ts";
import { VERSIONS } from "./version.ts";
import { XML } from "./xml.ts";

const TABLES: readonly FunctionTable[] = [
  ARRAY_ORDER,
  ARRAY_SHAPE,
  BAG_MEMBERS,
  BASE64_BYTES,
  BITS,
  BYTES,
  CANONICAL_JSON,
  COMMAND_LINE,
  CONVERSION,
  CSV,
  DISTRIBUTIONS,
  DYNAMIC,
  EXTRACT_JSON,
  HASH,
  IPV4_IN_TEXT,
  IPV4_RANGES,
  IPV6_RANGES,
  MATHS,
  NEAR,
  NULLS,
  PATHS,
  PUNYCODE,
  RANGE,
  REGEX,
  SERIES_ELEMENTS,
  SERIES_FILL,
  SERIES_FILTER,
  SERIES_FIT,
  SERIES_STATISTICS,
  SETS,
  STRING,
  TEXT_SEARCH,
  TIME,
  TIME_FORMAT,
  TIME_PARTS,
  TIME_ZONE,
  TRIGONOMETRY,
  UNICODE,
  URLS,
  VERSIONS,
  XML,
];

/** All built-in scalar functions by KQL name. To add one, add an entry to its subject's table. */
export const FUNCTIONS: ReadonlyMap<string, ScalarFunction> = withAliases(
  new Map(TABLES.flatMap((table) => Object.entries(table))),
);

function withAliases(functions: Map<string, ScalarFunction>): Map<string, ScalarFunction> {
  for (const [alias, name] of Object.entries(ALIASES)) {
    const found = functions.get(name);
    if (found) functions.set(alias, found);
  }
  return functions;
}
