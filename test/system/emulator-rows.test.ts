import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { hunts, ROOT, temporary } from "./cli.ts";

const ended: (() => void)[] = [];
afterAll(() => {
  for (const end of ended) end();
});

/** What `hunts emulator` prints when it listens, in a process of its own. */
async function emulator(
  environment: Readonly<Record<string, string>>,
  options: readonly string[] = [],
): Promise<string> {
  const args = [join(ROOT, "dist/hunts.mjs"), "emulator", "--port", "0", ...options];
  const child = spawn(process.execPath, args, {
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

test("--content: queries may name the tables, functions and watchlists of the folder", async () => {
  const [content, data] = [temporary(), temporary()];
  const write = (path: string, text: string) => writeFileSync(join(content, path), text);
  for (const folder of ["functions", "watchlists", "tables"]) mkdirSync(join(content, folder));
  write("functions/of-host.kql", "let OfHost = (host: string) { Own_CL | where Host == host };\n");
  write("watchlists/watched.csv", "Host,Owner\nws1,ann\n");
  write("tables/Own_CL.yaml", "Host: string\nOwnId: guid\n");
  const row = { TimeGenerated: "2026-11-26T10:00:00Z", Host: "ws1" };
  writeFileSync(join(data, "Own_CL.jsonl"), `${JSON.stringify(row)}\n`);
  const said = await emulator({}, ["--content", content, "--data", data]);
  const [, address = "", path = ""] = /(http:\S+)\s+POST (\S+)/.exec(said) ?? [];
  const answer = await fetch(`${address}${path}`, {
    method: "POST",
    headers: { authorization: "Bearer x", "content-type": "application/json" },
    body: JSON.stringify({
      query:
        "OfHost('ws1') | join kind=inner (_GetWatchlist('watched')) on $left.Host == $right.SearchKey " +
        "| project Host, Owner, OwnId",
    }),
  });
  expect(((await answer.json()) as { tables: object[] }).tables[0]).toMatchObject({
    rows: [["ws1", "ann", null]],
  });
});
