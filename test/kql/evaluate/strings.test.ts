import { describe } from "vitest";
import { testTyped } from "../answer.ts";

const long = `strcat(strrep('x', 1024), ' ', strrep('y', 1024))`;

describe("operators that ignore case", () => {
  testTyped([
    ["'RUNDLL32' =~ 'rundll32'", "True:bool"],
    ["'МИР' has 'мир'", "True:bool"],
    ["'CAFÉ noir' has 'café'", "True:bool"],
    ["'CAFÉ' contains 'é'", "True:bool"],
    ["'éCAFÉ' endswith 'Fé'", "True:bool"],
    ["'ÉA' startswith 'éa'", "True:bool"],
    ["'straße' =~ 'STRASSE'", "False:bool"],
    // KELVIN SIGN and LONG S are no ASCII letters.
    ["'\\u212a' =~ 'k'", "False:bool"],
    ["'x\\u212a' contains 'k'", "False:bool"],
    ["'\\u017f' has 's'", "False:bool"],
    ["'\\u212aa' startswith 'ka'", "False:bool"],
    ["'ΟΔΟΣ' =~ 'οδος'", "True:bool"],
    ["'abc' contains 'B'", "True:bool"],
    ["'abc' contains_cs 'B'", "False:bool"],
    ["'100%' contains '%'", "True:bool"],
    ["'axb' contains 'a.b'", "False:bool"],
    ["'a' endswith 'ba'", "False:bool"],
    ["'' startswith ''", "True:bool"],
    ["'abc' !endswith_cs 'BC'", "True:bool"],
  ]);
});

describe("terms", () => {
  testTyped([
    ["'alpha_beta' has 'alpha'", "True:bool"],
    ["'alphabeta' has 'alpha'", "False:bool"],
    ["'a-nop b' has '-nop'", "True:bool"],
    ["'écmd' has 'cmd'", "False:bool"],
    ["'cmd١' has 'cmd'", "False:bool"],
    ["'cmd/c' hasprefix 'cm'", "True:bool"],
    ["'acmd' hasprefix 'cm'", "False:bool"],
    ["'end.' hassuffix 'nd'", "True:bool"],
    ["'x' has ''", "True:bool"],
    ["'x' !has ''", "False:bool"],
    ["dynamic({'a':'cmd'}) has 'cmd'", "True:bool"],
    [`${long} has strrep('X', 1024)`, "True:bool"],
    [`${long} has_cs strrep('X', 1024)`, "False:bool"],
    [`${long} has strrep('x', 1023)`, "False:bool"],
  ]);
});
