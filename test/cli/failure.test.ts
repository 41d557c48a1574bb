import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { toFailure } from "../../src/cli/failure.ts";
import { UserError } from "../../src/cli/user-error.ts";
import { WriteFailed } from "../../src/files/file-fault.ts";
import { CallError } from "../../src/hunt/base/call-error.ts";

const system = (code: string, path: string) =>
  Object.assign(new Error(`${code}: x`), { code, syscall: "open", path });
const full = new WriteFailed(
  { path: "out/x", what: "does not fit", remedy: "free some" },
  undefined,
);

test.each<[string, unknown, 0 | 1 | 2, string]>([
  [
    "a wrong call",
    new UserError("no such thing", "name another"),
    2,
    "no such thing; name another",
  ],
  ["several lines", new UserError("one\ntwo", "correct them"), 2, "one\ntwo; correct them"],
  [
    "what Azure refuses",
    new CallError("query: 403", "ask for the right"),
    2,
    "query: 403; ask for the right",
  ],
  ["a disk that fills up", full, 1, "out/x cannot be written: it does not fit; free some"],
  [
    "a file that nobody looked after",
    system("EACCES", "a/b"),
    2,
    "a/b is not accessible to you; ask for access, or use another path",
  ],
  ["help", new CommanderError(0, "commander.help", "(outputHelp)"), 0, ""],
  ["an unknown option", new CommanderError(1, "commander.unknownOption", "x"), 2, ""],
])("%s is one line without a stack", (_, error, code, lines) => {
  expect(toFailure(error)).toEqual({ code, lines });
});

test("control characters of a name are shown, not obeyed", () => {
  expect(toFailure(system("ENOENT", "a\u001b[2J\u202eb")).lines).toBe(
    "a\\u{1b}[2J\\u{202e}b does not exist; correct the name",
  );
});

test.each([
  new TypeError("x is undefined"),
  new Error("boom"),
  Object.assign(new Error("odd"), { code: "ENOENT" }),
])("a bug of ours shows its stack: %s", (error) => {
  const { code, lines } = toFailure(error);
  expect([code, lines]).toEqual([
    2,
    expect.stringMatching(/^\w*Error: .*\n {4}at .*failure\.test\.ts/),
  ]);
});

test("what is thrown and is no error is shown as it is", () => {
  expect(toFailure("text")).toEqual({ code: 2, lines: "text" });
});
