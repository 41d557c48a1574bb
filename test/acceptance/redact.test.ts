import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redact } from "../../src/acceptance/redact.ts";

const workspace = {
  id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  subscriptionId: "9b2e8f1a-0c1d-4e2f-8a3b-4c5d6e7f8091",
  resourceGroup: "rg-soc (prod)",
  name: "contoso-sentinel",
};

describe("a text without what is private", () => {
  test.each([
    ["Workspace 'contoso-sentinel' is not onboarded", "Workspace '<name>' is not onboarded"],
    [
      "Resource group 'rg-soc (prod)' could not be found.",
      "Resource group '<name>' could not be found.",
    ],
    [
      `/subscriptions/${workspace.subscriptionId}/resourceGroups/rg/x was not found`,
      "<resource> was not found",
    ],
    [
      "The client 'ann@contoso.com' with object id '11111111-2222-3333-4444-555555555555'",
      "The client '<account>' with object id '<id>'",
    ],
    ["see https://aka.ms/x?y=1, or 10.1.2.3", "see <address> or <ip>"],
    ["host ws1.corp.contoso.com, address fe80::1ff:fe23:4567:890a", "host <host>, address <ip>"],
    ["getaddrinfo ENOTFOUND proxy.contoso.fr", "getaddrinfo ENOTFOUND <host>"],
    ["host srv01.ad.contoso.ch has no rights", "host <host> has no rights"],
    ["CONTOSO\\svc-hunts and CONTOSO\\\\svc-hunts", "<account> and <account>"],
    ["rights of app 'func-contoso-hunts' over scope", "rights of app '<name>' over scope"],
    [
      "tenant 'Contoso Ltd.' doesn't allow \"deny-public-contoso\"",
      "tenant '<name>' doesn't allow \"<name>\"",
    ],
    ["policy 'deny-public-contoso was cut here", "policy '<name>"],
    ["policy 'Ann's baseline' denies it", "policy '<name>' denies it"],
    ["at /providers/Microsoft.Management/managementGroups/contoso-prod/x now", "at <resource> now"],
    ["law_contoso-sentinel_1 and CONTOSO-Sentinel.", "<name> and <name>."],
    ["contoso%2Dsentinel, https%3A%2F%2Fcontoso.vault", "<name>, <address>"],
    ["key dGhpcyBpcyBhIHNlY3JldCBrZXkgb2YgYW4gYXBw==", "key <key>"],
  ])("%s", (text, expected) => {
    expect(redact(text, workspace)).toBe(expected);
  });

  test.each([
    "NoRegisteredProviderFound",
    "GET /providers/Microsoft.SecurityInsights/incidents: status 503, version 1.0",
    "The caller doesn't have the rights, and isn't told more.",
    "Microsoft.SecurityInsights 2025-09-01 in westeurope",
  ])("what tells of the service stays: %s", (text) => {
    expect(redact(text, workspace)).toBe(text);
  });

  test("no id and no name comes through, wherever it stands", () => {
    const words = fc.array(
      fc.constantFrom(
        "a",
        "'",
        '"',
        "/",
        "-",
        ".",
        ",",
        " ",
        ":",
        "=",
        "(",
        ")",
        "\n",
        "incident",
        "<",
      ),
      {
        maxLength: 6,
      },
    );
    const secret = fc.constantFrom(
      workspace.id,
      workspace.subscriptionId,
      workspace.id.toUpperCase(),
      workspace.id.replaceAll("-", ""),
    );
    fc.assert(
      fc.property(words, secret, words, (before, id, after) => {
        const shown = redact(`${before.join("")} ${id}${after.join("")}`, workspace).toLowerCase();
        expect(shown.replaceAll("-", "")).not.toContain(id.toLowerCase().replaceAll("-", ""));
      }),
    );
  });

  test("nothing that has a form of the tenant's names comes through, whatever stands around it", () => {
    const word = fc
      .stringMatching(/^[a-z][a-z0-9-]{5,10}[0-9]$/)
      .filter((text) => !text.includes("--"));
    const shapes: readonly ((secret: string) => string)[] = [
      (secret) => `'${secret}'`,
      (secret) => `"the ${secret} baseline"`,
      (secret) => `\u201c${secret}\u201d`,
      (secret) => `${secret}.contoso.ch`,
      (secret) => `srv.${secret}.local`,
      (secret) => `DOMAIN\\${secret}`,
      (secret) => `${secret}@contoso.fr`,
      (secret) => `https://${secret}/x`,
      (secret) => `/subscriptions/${secret}/x`,
    ];
    const around = fc.constantFrom("", "the client ", "it doesn't see ", "(", "of: ", "app, ");
    fc.assert(
      fc.property(
        word,
        fc.constantFrom(...shapes),
        around,
        around,
        (secret, shape, before, after) => {
          expect(redact(`${before}${shape(secret)} ${after}`, workspace)).not.toContain(secret);
        },
      ),
    );
  });

  test("a workspace's own names come through in no case and no compound", () => {
    const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{2,12}[a-zA-Z0-9]$/);
    const around = fc.constantFrom("", " ", "'", "_", "-", "x", "1", "/", ".", ":");
    fc.assert(
      fc.property(name, around, around, fc.boolean(), (own, before, after, upper) => {
        const shown = redact(`GET ${before}${upper ? own.toUpperCase() : own}${after}`, {
          ...workspace,
          name: own,
        });
        expect(shown.replace(/<[a-z]+>|GET/g, "").toLowerCase()).not.toContain(own.toLowerCase());
      }),
    );
  });

  test("is one line of bounded length, whatever was sent", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (text) => {
        const shown = redact(text, workspace);
        expect([...shown].length).toBeLessThanOrEqual(200);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
