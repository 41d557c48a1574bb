import { expect, test } from "vitest";
import { examine } from "../../src/doctor/examine.ts";
import { alertRule } from "../../src/hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../../src/hunt/delivery/findings-table/alert-rule-body.ts";
import type { Rule } from "../../src/hunt/findings/rule.ts";
import { START } from "../emulator/findings-stage.ts";
import { seedRule, shell } from "../harness.ts";
import { type Hunting, openHunting, WITH_TABLE } from "../hunt/runs/by-rule/hunting-stage.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rule = seedRule("rundll32-command-shell");
const CHECKS = ["findings table", "analytics rules", "alerts", "portal"];

const opened = (rules: readonly Rule[] = [rule], more = {}) =>
  openHunting(rules, {
    events: new Map([
      ["WindowsEvent", [shell(new Date(START - 30 * MINUTE).toISOString())]],
      ["SecurityEvent", []],
      ["DeviceProcessEvents", []],
    ]),
    ...more,
  });

async function examined({ clients, stage }: Hunting, more: object = {}) {
  const lines = await examine({
    workspace: WITH_TABLE,
    rules: [rule],
    ...clients,
    incidentsBy: "rule",
    watchlist: undefined,
    parser: "_Im_ProcessCreate",
    cloud: "AzurePublic",
    clock: () => stage.time.now,
    apply: false,
    ...more,
  });
  return new Map(lines.map(({ check, ...line }) => [check, line]));
}

test("all is there: table, analytics rule, alerts", async () => {
  const hunting = opened();
  await hunting.deploy();
  await hunting.tick();
  hunting.wait(3 * HOUR);
  const lines = await examined(hunting);
  for (const check of CHECKS.slice(0, 3))
    expect([check, lines.get(check)?.state]).toEqual([check, "ok"]);
});

test("--apply adds one marked row, of which no alert is made", async () => {
  const hunting = opened();
  await hunting.deploy();
  const line = (await examined(hunting, { apply: true })).get("findings table");
  expect(line).toMatchObject({ state: "ok", message: expect.stringContaining("was accepted") });
  expect(await hunting.stage.query("HuntFindings_CL")).toMatchObject([
    { RowKind: "test", Delivery: "bookmark" },
  ]);
  hunting.wait(2 * HOUR);
  expect(await hunting.stage.query("SecurityAlert")).toEqual([]);
});

test("an analytics rule that is missing, off, or of another version is said with the remedy", async () => {
  const hunting = opened();
  const state = async () => (await examined(hunting)).get("analytics rules");
  expect(await state()).toMatchObject({
    state: "failed",
    message: `no analytics rule makes alerts of the findings of ${rule.slug}`,
    remedy: expect.stringContaining("deploy the template again"),
  });
  const own = alertRule(rule);
  const put = (more: object) => {
    const body = alertRuleBody(own);
    const properties = { ...body.properties, ...more };
    return hunting.stage.send("PUT", `alertRules/${own.name}`, { ...body, properties });
  };
  await put({ enabled: false });
  expect(await state()).toMatchObject({ state: "failed", message: /are disabled/ });
  await put({ query: `${own.query}\n| take 1` });
  expect(await state()).toMatchObject({ state: "warning", message: /another query/ });
  await put({ query: own.query.replaceAll("\n", "\r\n") });
  expect(await state()).toMatchObject({ state: "ok" });
});

test("findings without an alert are counted, with an example", async () => {
  const hunting = opened();
  await hunting.tick();
  hunting.wait(3 * HOUR);
  expect((await examined(hunting)).get("alerts")).toMatchObject({
    state: "warning",
    message: expect.stringMatching(/^1 findings? .*[0-9a-f]{8}-/),
  });
});

test("with incidents by the API there are no such checks", async () => {
  const lines = await examined(opened(), { incidentsBy: "api" });
  expect([...lines.keys()].filter((check) => CHECKS.includes(check))).toEqual(["portal"]);
});

test("a workspace in the Defender portal shows what analytics rules make", async () => {
  const hunting = opened([rule], { unconfirmed: { incidentProvider: "Microsoft XDR" } });
  await hunting.deploy();
  await hunting.tick();
  hunting.wait(3 * HOUR);
  expect((await examined(hunting)).get("portal")).toMatchObject({
    state: "ok",
    message: expect.stringContaining("it shows the incidents that the hunts' analytics rules make"),
  });
});
