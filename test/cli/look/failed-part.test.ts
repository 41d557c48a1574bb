import { expect, test } from "vitest";
import { openLocalClients } from "../../../src/app/clients.ts";
import { loadContent } from "../../../src/cli/content.ts";
import { lookAt } from "../../../src/cli/look/look-at.ts";
import { emulatorClient } from "../../../src/emulator/http-client.ts";
import { CallError } from "../../../src/hunt/base/call-error.ts";
import { coalesce } from "../../../src/hunt/base/window.ts";
import { NOTHING_THERE, planning } from "../../../src/hunt/delivery/planning.ts";
import { createWorld, RULES, shell, WORKSPACE } from "../../harness.ts";

const FROM = Date.parse("2025-12-28T12:00:00Z");
const HOUR = 60 * 60_000;
const HELD = 10;

test("a part of a look's window that fails is named, and what lies after it is looked at", async () => {
  const loaded = loadContent({ rules: RULES, environment: {} });
  const content = {
    ...loaded,
    rules: loaded.rules.filter(({ rule }) => rule.slug === "rundll32-command-shell"),
  };
  const events = Array.from({ length: 60 }, (_, index) =>
    shell(new Date(FROM + index * 120_000).toISOString(), { pid: String(index), host: "ws0" }),
  );
  const world = createWorld({
    tables: new Map([["WindowsEvent", events]]),
    ignore: [],
    heldRows: HELD,
  });
  const { query } = world.ports.queries;
  let parts = 0;
  world.ports.queries.query = async (workspace, compiled) => {
    const answer = await query(workspace, compiled);
    if (!compiled.text.endsWith(`take ${HELD + 1}`) || answer.rows.length > HELD) return answer;
    parts += 1;
    if (parts === 2) throw new CallError("query: 500", "again", 500);
    return answer;
  };
  const clients = openLocalClients(emulatorClient(world.emulator));
  const range = { from: FROM, to: FROM + 2 * HOUR };
  const { rules } = await lookAt(
    {
      workspace: WORKSPACE,
      clients,
      ports: { ...world.ports, sentinel: planning(NOTHING_THERE) },
      local: undefined,
      writes: false,
    },
    {
      content: { ...content, settings: { ...content.settings, emulator: "http://127.0.0.1:1" } },
      rangeAt: () => range,
      progress: { expect: () => undefined, done: () => undefined },
      stopped: new AbortController().signal,
      heard: () => undefined,
    },
  );
  const [look] = rules;
  expect(look!.problems).toHaveLength(1);
  expect(look!.windows).toBe(look!.answered.length + 1);
  const answered = coalesce(look!.answered);
  expect(answered).toHaveLength(2);
  expect([answered[0]!.from, answered[1]!.to]).toEqual([range.from, range.to]);
  const missing = events.filter(({ TimeGenerated }) =>
    answered.every(({ from, to }) => {
      const time = Date.parse(String(TimeGenerated));
      return time < from || to <= time;
    }),
  );
  expect(missing.length).toBeGreaterThan(0);
  expect(look!.findings).toBe(events.length - missing.length);
});
