import { describe, expect, test } from "vitest";
import { readSettings } from "../../src/settings/settings.ts";

const RULE = `dcr-${"a1".repeat(16)}`;
const workspace = {
  workspaceId: "11111111-1111-4111-8111-111111111111",
  subscriptionId: "22222222-2222-4222-8222-222222222222",
  resourceGroup: "soc",
  workspaceName: "law",
};
const settings = (more: Readonly<Record<string, string>>) =>
  readSettings({
    WORKSPACES: JSON.stringify([{ lane: "Main", workspaces: [{ ...workspace, ...more }] }]),
  });

describe("where a workspace's findings are sent", () => {
  test.each([
    "https://dcr-sentinel-hunts-x1.westeurope-1.ingest.monitor.azure.com",
    "https://dcr-a-b1c2-westeurope.logs.z1.ingest.monitor.azure.com/",
    "https://dcr-1.usgovvirginia-1.ingest.monitor.azure.us",
  ])("%s is an address of Azure's", (findingsEndpoint) => {
    expect(settings({ findingsEndpoint, findingsRuleId: RULE })).toMatchObject({
      settings: {
        lanes: [
          {
            workspaces: [
              { findings: { endpoint: findingsEndpoint.replace(/\/$/, ""), ruleId: RULE } },
            ],
          },
        ],
      },
    });
  });

  test.each([
    "http://dcr-1.westeurope-1.ingest.monitor.azure.com",
    "https://ingest.monitor.azure.com",
    "https://dcr-1.ingest.monitor.azure.com.evil.example",
    "https://evil.example/dcr-1.ingest.monitor.azure.com",
    "https://evil.example#.ingest.monitor.azure.com",
    "https://user@dcr-1.ingest.monitor.azure.com",
    "https://dcr-1.ingest.monitor.azure.com:8443",
    "https://evilingest.monitor.azure.com",
    "https://dcr-1.ingestXmonitor.azure.com",
  ])("%s is none: it could receive findings and tokens", (findingsEndpoint) => {
    expect(settings({ findingsEndpoint, findingsRuleId: RULE })).toMatchObject({
      problems: [{ where: "WORKSPACES.0.workspaces.0.findingsEndpoint" }],
    });
  });

  test("the address and the rule's id belong together", () => {
    const findingsEndpoint = "https://dcr-1.westeurope-1.ingest.monitor.azure.com";
    for (const half of [{ findingsEndpoint }, { findingsRuleId: RULE }])
      expect(settings(half as Record<string, string>)).toMatchObject({
        problems: [{ message: expect.stringContaining("give both or neither") }],
      });
    expect(settings({ findingsEndpoint, findingsRuleId: "dcr-1" })).toMatchObject({
      problems: [{ message: expect.stringContaining("immutable id") }],
    });
    expect(settings({})).not.toHaveProperty("settings.lanes.0.workspaces.0.findings");
  });
});
