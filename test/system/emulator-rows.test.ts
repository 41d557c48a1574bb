import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { hunts, ROOT, temporary } from "./cli.ts";

const ended: (() => void)[] = [];
afterAll(() => {
  for (const end of ended) end();
});

/** What `hunts emulator` prints when it listens, in a process of its own. */
async function emulator(environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, "dist/hunts.mjs"), "emulator", "--port", "0"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  ended.push(() => child.kill());
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("findingsEndpoint")) return said;
  }
  throw new Error(`the emulator ended: ${said}`);
}

const ID = "11111111-1111-4111-8111-111111111111";

function workspaces(more: object): string {
  const place = { workspaceId: ID, subscriptionId: ID, resourceGroup: "rg", workspaceName: "ws" };
  return JSON.stringify([{ lane: "Main", workspaces: [{ ...place, ...more }] }]);
}

test("rows of an app with INCIDENTS_BY=rule get into the emulator's table of findings", async () => {
  const said = await emulator({ WORKSPACES: workspaces({}) });
  const [, address = ""] = /Listening on (\S+)/.exec(said) ?? [];
  const [, findingsRuleId = ""] =
    /dataCollectionRules\/(dcr-\w+)\/streams\/Custom-/.exec(said) ?? [];
  const [, findingsEndpoint = ""] = /findingsEndpoint (\S+)/.exec(said) ?? [];
  const WORKSPACES = workspaces({ findingsEndpoint, findingsRuleId });
  const environment = { WORKSPACES, INCIDENTS_BY: "rule", HUNT_EMULATOR: address };
  const asked = ["--from", "2020-10-22T00:00:00Z", "--to", "2020-10-23T00:00:00Z"];
  const options = ["--rule", "rundll32-lolbin", "--live", "--apply", "--out", temporary()];
  const ran = await hunts(["run", ...asked, ...options], environment);
  expect(ran).toMatchObject({ code: 0, err: "" });
  expect(ran.out).toContain("alert created  Rundll32 runs shell32.dll on WORKSTATION5");
  const answer = await fetch(`${address}/v1/workspaces/${ID}/query`, {
    method: "POST",
    headers: { authorization: "Bearer x", "content-type": "application/json" },
    body: JSON.stringify({
      query: "HuntFindings_CL | summarize count(), dcount(FindingId) by HuntName, Delivery, Host",
    }),
  });
  const { tables } = (await answer.json()) as { tables: { rows: unknown[][] }[] };
  expect(tables[0]?.rows).toEqual([["rundll32-lolbin", "incident", "WORKSTATION5", 4, 4]]);
});
