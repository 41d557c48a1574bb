import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORKSPACE_SETTINGS } from "../functions/app-world.ts";
import { AppHost } from "../functions/host.ts";
import { PAYLOADS } from "../functions/payloads.ts";
import { startAzurite } from "../stores/azurite.ts";
import { ROOT, temporary } from "./cli.ts";

const BUILT_WITH = ["esbuild", "@esbuild"];

/** The project in a folder of its own, with the packages that the build needs. */
function copyTo(folder: string): string {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const production = Object.entries(lock.packages).flatMap(([path, { dev }]) =>
    path.startsWith("node_modules/") && !dev ? [path] : [],
  );
  const needed = [
    ...production,
    ...BUILT_WITH.map((name) => `node_modules/${name}`),
    "src",
    "functions",
    "rules",
    "scripts",
    "host.json",
  ];
  for (const path of [...needed, "package.json"])
    try {
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    } catch (error) {
      // A package of another system is in the lock, and not installed.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  return folder;
}

function packageIn(folder: string, zone: string, umask: string): Buffer {
  const script = `process.umask(0o${umask}); await import("./scripts/build.mjs");`;
  execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: folder,
    env: { ...process.env, TZ: zone },
  });
  return readFileSync(join(folder, "dist/app.zip"));
}

let zip: Buffer;
let files: Record<string, Uint8Array>;
beforeAll(() => {
  zip = packageIn(copyTo(temporary()), "UTC", "022");
  files = unzipSync(zip);
});

describe("the package of the function app", () => {
  test("is the same bytes from another folder, in another time zone, with another umask", () => {
    const folder = join(temporary(), "a folder", "further down");
    mkdirSync(folder, { recursive: true });
    expect(packageIn(copyTo(folder), "Pacific/Kiritimati", "077").equals(zip)).toBe(true);
  });

  test("holds what runs and nothing else, and names no path of this machine", () => {
    expect(Object.keys(files)).toEqual([
      "host.json",
      "main.cjs",
      "main.cjs.map",
      "content.json",
      "package.json",
    ]);
    expect(JSON.parse(text("package.json"))).toMatchObject({ main: "main.cjs", private: true });
    expect(text("package.json")).not.toContain("ependencies");
    expect(
      Object.keys(files).filter(
        (name) => text(name).includes(tmpdir()) || text(name).includes(ROOT),
      ),
    ).toEqual([]);
  });

  test("its source map leads from the bundle to the line that was written", () => {
    const lines = text("main.cjs").split("\n");
    const line = lines.findIndex((one) => one.includes("no workspace is set; set LOG"));
    const map = new SourceMap(JSON.parse(text("main.cjs.map")) as SourceMapPayload);
    const entry = map.findEntry(line, lines[line]!.indexOf("no workspace is set; set LOG")) as {
      originalSource: string;
      originalLine: number;
    };
    const path = /src\/app\/lane\/lane-problems\.ts$/.exec(entry.originalSource)?.[0];
    expect(path, entry.originalSource).toBeDefined();
    const source = readFileSync(join(ROOT, path!), "utf8").split("\n");
    expect(source.slice(entry.originalLine - 1, entry.originalLine + 2).join()).toContain(
      "no workspace is set",
    );
  });
});

describe("the package, unpacked in an empty folder, with `hunts emulator` in another process", () => {
  const ended: (() => void)[] = [];
  afterAll(() => {
    for (const end of ended) end();
  });

  test("registers its functions and hunts, by settings alone", async () => {
    const folder = temporary();
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const resources = join(temporary(), "resources.jsonl");
    const emulator = spawn(process.execPath, [
      join(ROOT, "dist/hunts.mjs"),
      "emulator",
      "--port",
      "0",
      "--resources",
      resources,
    ]);
    ended.push(() => emulator.kill());
    const [line] = (await once(emulator.stdout, "data")) as [Buffer];
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line.toString())![0];
    const azurite = await startAzurite();
    ended.push(() => azurite.stop());
    const host = new AppHost(
      { ...WORKSPACE_SETTINGS, AzureWebJobsStorage: azurite.connection, HUNT_EMULATOR: address },
      join(folder, "main.cjs"),
    );
    ended.push(() => host.kill());
    expect((await host.registered).map(({ name }) => name)).toEqual([
      "huntDefault",
      "maintain",
      "review",
      "askRun",
      "readRun",
      "tick",
      "rules",
      "health",
      "doctor",
      "accept",
    ]);
    const range = { from: "2021-06-22", to: "2021-06-24", dry: false, again: true };
    const { body } = await host.http("askRun", {
      method: "POST",
      body: JSON.stringify({ rule: "rundll32-command-shell", ...range }),
    });
    await host.timer("huntDefault", PAYLOADS.scheduled);
    const run = (await host.http("readRun", { params: { id: body.id } })).body;
    expect(run).toMatchObject({ state: "done", findings: 16 });
    expect(readFileSync(resources, "utf8")).toContain("Command shell started by rundll32");
  });
});

function text(name: string): string {
  return Buffer.from(files[name]!).toString("utf8");
}
