import { expect, test } from "vitest";
import { STEPS, type Step } from "../../src/acceptance/steps.ts";
import { conduct } from "../../src/cli/acceptance/conduct.ts";
import { makeRecord } from "../../src/cli/acceptance/record.ts";
import { recordText } from "../../src/cli/acceptance/record-lines.ts";
import { appTargets, type Target } from "../../src/cli/acceptance/steps.ts";
import { UserError } from "../../src/cli/user-error.ts";
import { WORKSPACE, written } from "../harness.ts";
import { openAcceptance, RUN } from "./world.ts";

const versions = { incidents: "2025-09-01", bookmarks: "2025-10-01-preview" };
const build = { version: "0.1.0", commit: "c" };
const header = {
  run: RUN,
  at: 0,
  own: build,
  app: build,
  identity: "app",
  cloud: "AzurePublic",
  versions,
} as const;

const run = (target: Target) =>
  conduct({
    target,
    run: RUN,
    wait: 0,
    between: 0,
    clock: () => 0,
    sleep: async () => undefined,
    begins: () => undefined,
  });

/** An app, whose answers are changed on their way. */
async function target(change: (step: Step, lines: unknown[]) => unknown[]) {
  const { world, acceptance } = openAcceptance();
  const post = async (path: string) => {
    const [, own = "", step = ""] = path.split("?")[0]?.split("/") ?? [];
    const lines = await STEPS[step as Step](acceptance(own));
    return JSON.parse(JSON.stringify({ lines: change(step as Step, [...lines]) }));
  };
  const workspaces = [{ id: WORKSPACE.id, name: "w" }];
  const told = {
    workspaces,
    cloud: "AzurePublic",
    parser: "p",
    versions,
    version: "2",
    commit: "x",
  };
  const { targets } = await appTargets({
    get: async (path) => (path === "accept" ? told : post(path)),
    post,
  });
  return { world, one: targets[0]! };
}

test("a question that only a newer app knows is shown as such", async () => {
  const newer = { kind: "fact", fact: "newer-question", settled: true, seen: "it is so" };
  const { world, one } = await target((step, lines) =>
    step === "ask" ? [...lines, newer] : lines,
  );
  const { lines, failures } = await run(one);
  expect(failures).toEqual([]);
  const text = recordText(makeRecord(header, lines)).join("\n");
  expect(text).toContain(
    "settled  newer-question: A question that this version does not know (by the app)\n         it is so",
  );
  expect(written(world.resources)).toEqual({});
});

test.each<Step>(["write", "ask", "queries", "look"])(
  "whatever fails in the step %s, what was written is removed",
  async (bad) => {
    const { world, one } = await target((step, lines) =>
      step === bad ? [{ kind: "unheard of" }] : lines,
    );
    await expect(run(one)).rejects.toThrow(UserError);
    expect(written(world.resources)).toEqual({});
    const broken: Target = {
      ...one,
      step: (step, own) =>
        step === bad && bad !== "write"
          ? Promise.reject(new TypeError("a fault"))
          : one.step(step, own),
    };
    await expect(run(broken)).rejects.toThrow();
    expect(written(world.resources)).toEqual({});
  },
);
