import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redacted } from "../../src/acceptance/redact.ts";

const workspace = {
  id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  subscriptionId: "9b2e8f1a-0c1d-4e2f-8a3b-4c5d6e7f8091",
  resourceGroup: "rg-soc (prod)",
  name: "contoso-sentinel",
};

describe("a text without what is private", () => {
  test.each([
    ["Workspace 'contoso-sentinel' is not onboarded", "Workspace '<name>' is not onboarded"],
    ["Resource group 'rg-soc (prod)' could not be found.", "Resource group '<name>' could not be found."],
    [`/subscriptions/${workspace.subscriptionId}/resourceGroups/rg/x was not found`, "<resource> was not found"],
    ["The client 'ann@contoso.com' with object id '11111111-2222-3333-4444-555555555555'", "The client '<account>' with object id '<id>'"],
    ["see https://aka.ms/x?y=1, or 10.1.2.3", "see <address> or <ip>"],
    ["host ws1.corp.contoso.com, address fe80::1ff:fe23:4567:890a", "host <host>, address <ip>"],
    ["key dGhpcyBpcyBhIHNlY3JldCBrZXkgb2YgYW4gYXBw==", "key <key>"],
  ])("%s", (text, expected) => {
    expect(redacted(text, workspace)).toBe(expected);
  });

  test.each([
    "NoRegisteredProviderFound",
    "No registered resource provider found for type 'incidents/relations'.",
    "Microsoft.SecurityInsights 2025-09-01 in westeurope",
  ])("what tells of the service stays: %s", (text) => {
    expect(redacted(text, workspace)).toBe(text);
  });

  test("no id and no name comes through, wherever it stands", () => {
    const words = fc.array(fc.constantFrom("a", "'", '"', "/", "-", ".", ",", " ", ":", "=", "(", ")", "\n", "incident", "<"), {
      maxLength: 6,
    });
    const secret = fc.constantFrom(workspace.id, workspace.subscriptionId, workspace.id.toUpperCase(), workspace.id.replaceAll("-", ""));
    fc.assert(
      fc.property(words, secret, words, (before, id, after) => {
        const shown = redacted(`${before.join("")} ${id}${after.join("")}`, workspace).toLowerCase();
        expect(shown.replaceAll("-", "")).not.toContain(id.toLowerCase().replaceAll("-", ""));
      }),
    );
  });

  test("is one line of bounded length, whatever was sent", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (text) => {
        const shown = redacted(text, workspace);
        expect([...shown].length).toBeLessThanOrEqual(200);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
