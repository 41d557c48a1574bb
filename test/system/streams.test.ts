import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ROOT, temporary } from "./cli.ts";

/**
 * Runs a line of a shell that has `hunts`; what it says on both streams, the last of it its exit
 * code.
 */
function shell(line: string): string {
  const script = `hunts() { node dist/hunts.mjs "$@"; }\n${line}`;
  return execFileSync("bash", ["-c", script], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe.skipIf(process.platform === "win32")("streams", () => {
  test("a reader that has had enough: the run is finished, with its own exit code", () => {
    const out = temporary();
    const said = shell(
      `hunts run --rule rundll32-command-shell --json --out ${out} | head -n 1; echo "exit \${PIPESTATUS[0]}"`,
    );
    expect(said).toMatch(/^\{"kind":.*\nexit 0\n$/);
    expect(readdirSync(out)).toEqual(["ledger.json", "report.html", "resources.jsonl"]);
  });

  test("a reader that has had enough: a batch without an end ends", () => {
    const line = JSON.stringify({ id: 1, query: "print x = 1" });
    expect(shell(`yes '${line}' | hunts query --batch - 2> /dev/null | head -n 1`)).toBe(
      '{"id":1,"columns":[{"name":"x","type":"long"}],"rows":[[1]]}\n',
    );
  });

  test.skipIf(process.platform !== "linux")(
    "a full disk behind standard output is one line, and something failed",
    () => {
      expect(shell(`hunts query "print 1" 2>&1 > /dev/full; echo "exit $?"`)).toMatch(
        /^1 row\nstandard output does not fit on the disk, which is full; .*\nexit 1\n$/,
      );
    },
  );

  test("closed streams are nobody's trouble", () => {
    expect(
      shell(
        `hunts query "print 1" >&-  2>&-; echo "exit $?"; hunts query --file - <&- 2>&1; echo "exit $?"`,
      ),
    ).toMatch(/^exit 0\nthere is no query; .*\nexit 2\n$/);
  });

  test("a query from a pipe, from a shell's <(...), and one that never ends", () => {
    expect(shell(`echo "print a = 1" | hunts query --file - 2> /dev/null`)).toBe("a\n1\n");
    expect(shell(`hunts query --file <(echo "print a = 2") 2> /dev/null`)).toBe("a\n2\n");
    expect(shell(`yes | hunts query --file - 2>&1; echo "exit $?"`)).toBe(
      "--file: standard input does not end after 4 MB; shorten the query\nexit 2\n",
    );
  });
});
