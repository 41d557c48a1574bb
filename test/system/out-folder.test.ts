import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtHunts, ROOT, temporary } from "./cli.ts";

const RUN = ["run", "--rule", "rundll32-command-shell", "--out"];

/** A process that holds a folder: an emulator that keeps its resources there. */
async function holderOf(folder: string) {
  const args = [
    join(ROOT, "dist/hunts.mjs"),
    "emulator",
    "--resources",
    join(folder, "resources.jsonl"),
  ];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

describe("two processes on one folder", () => {
  test("the second is refused by one line that names the first; when that has ended, it runs", async () => {
    const out = temporary();
    const holder = await holderOf(out);
    const { code, out: text, err } = await builtHunts([...RUN, out]);
    expect([code, text, err.trim().split("\n").length]).toEqual([2, "", 1]);
    expect(err).toMatch(
      new RegExp(
        `${out} is in use by another run, which began at .*Z as process ${holder.pid} of .*; wait for it to end, or name`,
      ),
    );
    const ended = once(holder, "exit");
    holder.kill("SIGTERM");
    await ended;
    expect(existsSync(join(out, "hunts.lock"))).toBe(false);
    expect(await builtHunts([...RUN, out])).toMatchObject({ code: 0, err: "" });
  });

  test("one that was killed holds nothing: the next takes over, and says so", async () => {
    const out = temporary();
    const holder = await holderOf(out);
    const ended = once(holder, "exit");
    holder.kill("SIGKILL");
    await ended;
    expect(existsSync(join(out, "hunts.lock"))).toBe(true);
    const { code, err } = await builtHunts([...RUN, out]);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(
        new RegExp(
          `taken over from a run that was interrupted: it began at .* as process ${holder.pid} of `,
        ),
      ),
    ]);
    expect(readdirSync(out)).toEqual(["ledger.json", "report.html", "resources.jsonl"]);
  });

  test("of several that start at once one runs", async () => {
    const out = join(temporary(), "out");
    const ran = await Promise.all([builtHunts([...RUN, out]), builtHunts([...RUN, out])]);
    expect(Math.min(...ran.map(({ code }) => code ?? 9))).toBe(0);
    for (const { code, out: text, err } of ran) {
      if (code === 0) expect(text).toMatch(/Resources: existing (0, new 43|43, new 0)\n/);
      else expect([code, err]).toEqual([2, expect.stringContaining("is in use by another run")]);
    }
  });
});

/** Small file systems need the right to mount them. */
const canMount = (() => {
  try {
    const folder = temporary();
    execFileSync("bash", ["-c", `mount -t tmpfs -o size=64k tmpfs "$0" && umount "$0"`, folder], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!canMount)("a disk", () => {
  async function on(options: string, use: (folder: string) => Promise<void>): Promise<void> {
    const folder = temporary();
    execFileSync("bash", ["-c", `mount -t tmpfs -o ${options} tmpfs "$0"`, folder]);
    try {
      await use(folder);
    } finally {
      execFileSync("bash", ["-c", `umount "$0"`, folder]);
    }
  }

  test("that is full ends the run in one line; what is there is whole, and the next run goes on from it", async () => {
    await on("size=64k", async (out) => {
      const { code, err } = await builtHunts([...RUN, out]);
      expect([code, err.trim()]).toEqual([
        1,
        expect.stringMatching(
          /^\S+ cannot be written: it does not fit on the disk, which is full; free some space/,
        ),
      ]);
      expect(JSON.parse(readFileSync(join(out, "ledger.json"), "utf8"))).toMatchObject({
        version: 1,
      });
      expect(readdirSync(out).filter((name) => /lock|new/.test(name))).toEqual([]);
      execFileSync("bash", ["-c", `mount -o remount,size=4m "$0"`, out]);
      const { code: next, out: text } = await builtHunts([...RUN, out]);
      expect([next, text]).toEqual([
        0,
        expect.stringMatching(/Resources: existing \d+, new \d+\n/),
      ]);
    });
  });

  test("that is full before the run begins, or read-only, is refused", async () => {
    await on("size=64k", async (out) => {
      execFileSync("bash", ["-c", `head -c 100k /dev/zero > "$0/fill" 2> /dev/null || true`, out]);
      expect(await builtHunts([...RUN, out])).toMatchObject({
        code: 2,
        err: expect.stringContaining("hunts.lock does not fit on the disk"),
      });
    });
    await on("ro", async (out) => {
      expect(await builtHunts([...RUN, out])).toMatchObject({
        code: 2,
        err: expect.stringContaining("is on a read-only disk"),
      });
      expect(await builtHunts([...RUN, join(out, "deep")])).toMatchObject({
        code: 2,
        err: expect.stringContaining("read-only"),
      });
    });
  });
});
