import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTable } from "../../src/azure/table-rows.ts";
import { type AppWorld, openAppWorld } from "./app-world.ts";
import { AppHost } from "./host.ts";
import { PAYLOADS } from "./payloads.ts";

const FOLDER = join(import.meta.dirname, "../../functions");
const sources = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(join(FOLDER, name), "utf8"),
}));

let app: AppWorld;
let host: AppHost;
beforeAll(async () => {
  app = await openAppWorld({});
  host = new AppHost(app.settings);
  await openTable("hunts", { connection: app.azurite.connection });
  const table = TableClient.fromConnectionString(app.azurite.connection, "hunts", {
    allowInsecureConnection: true,
  });
  for (const [partitionKey, rowKey, tag] of [
    ["lanes", "Other", ""],
    ["asked", "11111111-1111-4111-8111-111111111111", "waiting Default"],
  ] as const)
    await table.createEntity({
      partitionKey,
      rowKey,
      tag,
      chunks: 1,
      p0: Buffer.from("not what we write"),
    });
});
afterAll(() => {
  host?.kill();
  app?.close();
});

test("every function is registered with a guarded handler", () => {
  const registered = sources.flatMap(({ text }) =>
    [...text.matchAll(/app\.(timer|http)\(/g)].map(([, kind]) => kind),
  );
  const guarded = sources.flatMap(({ text }) =>
    [...text.matchAll(/handler: on(Timer|Request)\(/g)].map(([, kind]) =>
      kind === "Timer" ? "timer" : "http",
    ),
  );
  expect(registered.length).toBeGreaterThanOrEqual(6);
  expect(guarded.sort()).toEqual(registered.sort());
});

describe("what nobody foresaw (here rows of the state that are no rows of ours)", () => {
  test.each(["huntDefault", "maintain"])(
    "in the timer %s is a stack in the log, not the worker's end",
    async (name) => {
      const { threw, logs } = await host.timer(name, PAYLOADS.scheduled);
      expect(threw).toBeUndefined();
      expect(
        logs.some(
          ({ level, message }) =>
            level === "error" && /incorrect header check[\s\S]*\n +at /.test(message),
        ),
      ).toBe(true);
      expect(host.child.exitCode).toBeNull();
    },
  );

  test.each([
    ["health", {}],
    ["readRun", { params: { id: "11111111-1111-4111-8111-111111111111" } }],
  ])("over HTTP %s is 500 without the stack, which is in the log", async (name, request) => {
    const { status, body, logs } = await host.http(name, request);
    expect(status).toBe(500);
    expect(body).toEqual({
      problems: ["this is a bug in the app; report it with the stack trace from its log"],
    });
    expect(
      logs.some(
        ({ level, message }) => level === "error" && message.includes("incorrect header check"),
      ),
    ).toBe(true);
    expect(host.child.exitCode).toBeNull();
  });
});
