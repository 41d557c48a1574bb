import { describe, expect, test } from "vitest";
import { listen } from "../../src/emulator/server.ts";
import { WORKSPACE_SETTINGS } from "../functions/app-world.ts";
import { createWorld, shell, WORKSPACE } from "../harness.ts";
import { hunts, jsonLines } from "./cli.ts";

describe("hunts doctor", () => {
  test("on the samples: a line a check, none failed", async () => {
    const { code, out } = await hunts(["doctor"]);
    expect(code).toBe(0);
    expect(out).toContain("ok      local parser: _Im_ProcessCreate returns ");
    expect(out).toContain("11 checks, 0 failed");
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThan(300);
  });

  test("live, with the emulator in another process: what fails is told with its remedy, and the exit code is 1", async () => {
    const world = createWorld({
      tables: new Map([["WindowsEvent", [shell("2025-12-31T23:00:00Z")]]]),
    });
    world.emulator.faults.add({
      kind: "403",
      times: 1,
      when: ({ url }) => url.pathname.includes("/bookmarks/"),
    });
    const { server, port } = await listen(world.emulator, 0);
    const environment = { ...WORKSPACE_SETTINGS, HUNT_EMULATOR: `http://127.0.0.1:${port}` };
    const first = await hunts(["doctor", "--live", "--json"], environment);
    const second = await hunts(["doctor", "--live", "--apply", "--json"], environment);
    server.closeAllConnections();
    server.close();
    const delivery = (out: string) => jsonLines(out).find(({ check }) => check === "delivery");
    expect([first.code, delivery(first.out)]).toEqual([
      1,
      expect.objectContaining({ kind: "check", workspace: WORKSPACE.name, state: "failed" }),
    ]);
    expect([second.code, delivery(second.out)]).toEqual([
      0,
      expect.objectContaining({ state: "ok" }),
    ]);
  });

  test("--apply is for Azure, --live for a workspace that is set", async () => {
    expect(await hunts(["doctor", "--apply"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--apply needs --live"),
    });
    expect(await hunts(["doctor", "--live"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--live needs a workspace"),
    });
  });
});
