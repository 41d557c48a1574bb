import { expect, test } from "vitest";
import { createResources } from "../../../src/emulator/resources.ts";
import { holdLease } from "../../../src/hunt/runs/hold-lease.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import {
  bookmarks,
  createWorld,
  incidents,
  seedRule,
  shell,
  tick as tickAt,
  WORKSPACE,
} from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const rule = seedRule("rundll32-command-shell");
const key = { ruleId: rule.id, workspaceId: WORKSPACE.id };
const at = (minute: number) => new Date(START + minute * MINUTE).toISOString();

function openable(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

test("a job whose lease ran out changes nothing any more, although another has come and gone when it is renewed", async () => {
  const events = [62, 63].map((minute, index) =>
    shell(at(minute), { pid: String(index), host: "ws0" }),
  );
  const late = shell(at(64), { pid: "9", host: "ws1" });
  const [store, resources] = [memoryStore(), createResources()];
  const one = createWorld({ tables: new Map([["WindowsEvent", events]]), store, resources });
  const two = createWorld({
    tables: new Map([["WindowsEvent", [...events, late]]]),
    store,
    resources,
  });
  let now = START + 71 * MINUTE;
  let renew: (() => Promise<unknown>) | undefined;
  const [gate, reached] = [openable(), openable()];
  const { query } = one.ports.queries;
  one.ports.queries.query = async (...asked) => {
    const answer = await query(...asked);
    reached.open();
    await gate.opened;
    return answer;
  };
  const options = {
    rules: [rule],
    startFrom: START,
    clock: () => now,
    leaseFor: 3 * MINUTE,
    deadline: now + 60 * MINUTE,
  };
  const repeat = (_: number, call: () => Promise<unknown>) => {
    renew ??= call;
    return async () => undefined;
  };
  const stalled = tickAt(one, now, { ...options, holder: "a", repeat });
  await reached.opened;
  now += 4 * MINUTE;
  await tickAt(two, now, { ...options, holder: "b" });
  const slots = () => store.slots(key, { from: 0, to: 1e14 });
  const before = await slots();
  expect(before.flatMap(({ reserved }) => [...reserved])).toHaveLength(3);
  // An analyst deletes all of it.
  for (const { id } of [...incidents(resources), ...bookmarks(resources)]) resources.delete(id);
  await renew!();
  gate.open();
  const { outcomes } = await stalled;
  expect(outcomes[0]!.record.problems[0]!.message).toBe("the lease was lost while the job ran");
  expect(await slots()).toEqual(before);
  expect([...incidents(resources), ...bookmarks(resources)]).toEqual([]);
});

test.each([
  ["was called after its end", 180, 0],
  ["was answered after its end", 179, 2],
  ["was refused", 60, 0],
])("a lease whose renewal %s stays lost", async (name, seconds, takes) => {
  let now = 0;
  let renew: () => Promise<unknown> = async () => undefined;
  const answers = [name !== "was refused", true];
  const store = {
    ...memoryStore(),
    renew: async () => {
      now += takes * 1_000;
      return answers.shift() ?? true;
    },
  };
  const repeat = (_: number, call: () => Promise<unknown>) => {
    renew = call;
    return async () => undefined;
  };
  const lease = await holdLease(
    key,
    "a",
    { clock: () => now, leaseFor: 3 * MINUTE, repeat },
    store,
  );
  expect(lease!.isLost()).toBe(false);
  now = seconds * 1_000;
  await renew();
  expect(lease!.isLost()).toBe(true);
  await renew();
  now -= MINUTE;
  expect(lease!.isLost()).toBe(true);
});
