import { CONVERSION } from "./conversion.ts";
import { DYNAMIC } from "./dynamic.ts";
import type { ScalarFunction } from "./function.ts";
import { IPV4 } from "./ipv4.ts";
import { MATHS } from "./maths.ts";
import { NULLS } from "./nulls.ts";
import { REGEX } from "./regex.ts";
import { STRING } from "./string.ts";
import { TIME } from "./time.ts";

/** All built-in scalar functions by KQL name. To add one, add an entry to its subject's table. */
export const FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map(
  [CONVERSION, DYNAMIC, IPV4, MATHS, NULLS, REGEX, STRING, TIME].flatMap((table) =>
    Object.entries(table),
  ),
);
