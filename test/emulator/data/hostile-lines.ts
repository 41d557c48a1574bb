import fc from "fast-check";

/** Keys that mean something to the reader, keys that mean something to JavaScript, and others. */
const KEYS = [
  ..."TimeGenerated TimeGenerated TimeGenerated Type Type Computer EventID EventData CommandLine".split(
    " ",
  ),
  ..."_ItemId EventSchema @timestamp Timestamp TableName tables value records results error".split(
    " ",
  ),
  ..."__proto__ constructor toString length 1 0 01 x y_t n_d s_s _TimeReceived schlüssel 鍵".split(
    " ",
  ),
  "",
  'a"b\\c/d',
];

const TIMES = [
  ..."2026-11-10T10:00:00Z 2026-11-10T10:00:00.1234567Z 2026-11-10T10:00:00.12345678Z".split(" "),
  ..."2024-02-29T23:59:59.9Z 2023-02-29T10:00:00Z 0001-01-01T00:00:00Z 0999-12-31T00:00:00Z".split(
    " ",
  ),
  ..."1970-01-01T00:00:00Z 1969-12-31T23:59:59.9999999Z 2026-11-10T24:00:00Z 2026-13-01T00:00:00Z".split(
    " ",
  ),
  ..."2026-11-10T10:00:00+01:00 2026-11-10 2026-11-10T10:00 2026-1-1T1:2:3Z 9999-12-31T23:59:59Z".split(
    " ",
  ),
  ...[
    "2026-11-10 10:00:00.5",
    "11/10/2026, 10:00:00 AM",
    "Tue, 10 Nov 2026 10:00:00 GMT",
    " 2026-11-10 ",
  ],
];
const STRINGS = [
  ...[
    "",
    "a",
    "C:\\Windows\\System32\\cmd.exe",
    '"C:\\a b\\c.exe" /x',
    "zwölf",
    "日本",
    "😀",
    "\u007f",
    "\u2028",
  ],
  ...[
    "\u0000",
    "\u001f\n\t",
    "/",
    "None",
    "null",
    "true",
    "5",
    "5.0",
    '{"a":1}',
    "[1,2]",
    "SecurityEvent",
    "X_CL",
  ],
];
const NUMBERS = [
  ..."0 -0 1 -1 1.0 -1.50 1e3 1E-2 1.5e+3 0.1 -0.0 0e0 4688 4688.0 1e400 -1e-400 123456789012345".split(
    " ",
  ),
  ..."9007199254740991 9007199254740992 9007199254740993 -9223372036854775808 9223372036854775807".split(
    " ",
  ),
  ..."9223372036854775808 18446744073709551615 100000000000000000000 1000000000000000000000.0".split(
    " ",
  ),
];
export const BROKEN_VALUES =
  '01 1. .5 +1 --1 1e 1e+ 0x1 nul tru NaN "a "\\x" "\\u12g4" \'a\' undefined {]} [} {"a" {"a":} [1,] {,}'.split(
    " ",
  );

const blank = fc.oneof(
  { weight: 12, arbitrary: fc.constant("") },
  { weight: 3, arbitrary: fc.constantFrom(" ", "\t", "  ", "\r") },
);

/** A string as JSON, in which any character may be spelled with an escape. */
function spelled(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, fc.integer({ min: 0, max: 7 }), fc.nat()).map(([plain, mode, seed]) => {
    const json = JSON.stringify(plain);
    if (mode > 1) return json;
    const units = Array.from({ length: plain.length }, (_, at) => plain.charCodeAt(at));
    const escaped = units.map((unit, at) => {
      const hex = unit.toString(16).padStart(4, "0");
      if (mode === 0 || ((seed >> (at % 30)) & 1) === 1) return `\\u${hex}`;
      return unit === 47 ? "\\/" : JSON.stringify(String.fromCharCode(unit)).slice(1, -1);
    });
    return `"${escaped.join("")}"`;
  });
}

const string = spelled(
  fc.oneof(
    fc.constantFrom(...STRINGS),
    fc.constantFrom(...TIMES),
    fc.string({ unit: "binary", maxLength: 6 }),
  ),
);
const word = fc.constantFrom("true", "false", "null", "null", ...NUMBERS);

export const { value: jsonValue } = fc.letrec<{ value: string; nested: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 4, arbitrary: string },
    { weight: 4, arbitrary: word },
    { weight: 1, arbitrary: tie("nested") },
  ),
  nested: fc.oneof(
    fc
      .tuple(fc.array(tie("value"), { maxLength: 3 }), blank, blank)
      .map(([items, a, b]) => `[${a}${items.join(`${b},${a}`)}${b}]`),
    fc
      .array(fc.tuple(string, blank, tie("value"), blank), { maxLength: 3 })
      .map(
        (members) =>
          `{${members.map(([key, a, item, b]) => `${a}${key}${b}:${a}${item}${b}`).join(",")}}`,
      ),
    fc.integer({ min: 60, max: 70 }).map((levels) => "[".repeat(levels) + "]".repeat(levels)),
  ),
}));

const rowTime = spelled(fc.constantFrom(...TIMES.slice(0, 4)));

function member(key: string, brokenEvery: number): fc.Arbitrary<string> {
  const plain =
    key === "TimeGenerated" ? fc.oneof({ weight: 5, arbitrary: rowTime }, jsonValue) : jsonValue;
  const any = fc.oneof(
    { weight: brokenEvery, arbitrary: plain },
    { weight: 1, arbitrary: fc.constantFrom(...BROKEN_VALUES) },
  );
  return fc
    .tuple(spelled(fc.constant(key)), blank, any, blank)
    .map(([name, a, item, b]) => `${b}${name}${a}:${b}${item}${a}`);
}

/** An object in one line; one in `brokenEvery` values is not JSON. */
function objectLine(brokenEvery: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...KEYS), { maxLength: 8 })
    .chain((keys) => fc.tuple(...keys.map((key) => member(key, brokenEvery))))
    .map((members) => `{${members.join(",")}}`);
}

/** Lines that are no row, or not only one. */
const ODD_LINES = [
  ...[
    "",
    "  ",
    "\u00a0",
    "\v",
    "null",
    "5",
    '"text"',
    "[]",
    "[1]",
    "[",
    "]",
    "{",
    "}",
    "{}",
    "{}{}",
    "nonsense",
    ",",
  ],
  ...[
    '{"TimeGenerated":"2026-11-10T10:00:00Z"} x',
    '{"TimeGenerated":"2026-11-10T10:00:00Z"},',
    '\u001e{"a":1}',
  ],
  ...[
    '[{"TimeGenerated":"2026-11-10T10:00:00Z","a":1}]',
    '{\n"TimeGenerated":\n"2026-11-10T10:00:00Z"\n}',
  ],
  ...[
    '{"value":[{"TimeGenerated":"2026-11-10T10:00:00Z","b":[1]}]}',
    '{"error":{"code":"X","message":"y"}}',
  ],
  '{"tables":[{"columns":[{"name":"TimeGenerated","type":"datetime"},{"name":"n","type":"long"}],"rows":[["2026-11-10T10:00:00Z",7],[null]]}]}',
  '{"TableName":"PrimaryResult","TimeGenerated":"2026-11-10T10:00:00Z","n":"5","none":"None","gone":""}',
  '{"TimeGenerated":"2026-11-10T10:00:00Z","a":1,"a":"2","a":null}',
];

/** The text of a file of JSON Lines: mostly rows, with all that can go wrong with them. */
export const hostileFile: fc.Arbitrary<string> = fc
  .record({
    lines: fc.array(
      fc.oneof(
        { weight: 16, arbitrary: objectLine(400) },
        { weight: 1, arbitrary: objectLine(4) },
        { weight: 1, arbitrary: fc.constantFrom(...ODD_LINES) },
      ),
      { maxLength: 12 },
    ),
    repeated: fc.integer({ min: 1, max: 3 }),
    ends: fc.array(fc.constantFrom("\n", "\n", "\r\n", "\n\n"), { minLength: 1, maxLength: 4 }),
    isEnded: fc.boolean(),
    isMarked: fc.boolean(),
  })
  .map(({ lines, repeated, ends, isEnded, isMarked }) => {
    const all = Array.from({ length: repeated }, () => lines).flat();
    const text = all.map(
      (line, at) => line + (at < all.length - 1 || isEnded ? ends[at % ends.length] : ""),
    );
    return `${isMarked ? "\ufeff" : ""}${text.join("")}`;
  });
