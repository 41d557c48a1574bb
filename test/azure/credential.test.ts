import { DefaultAzureCredential, ManagedIdentityCredential } from "@azure/identity";
import { afterEach, expect, test, vi } from "vitest";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { azureCredential } from "../../src/azure/credential.ts";

const GUID = "11111111-1111-4111-8111-111111111111";
const NOBODY = { clientId: undefined, tenantId: undefined };

afterEach(() => vi.unstubAllEnvs());

test("a function app asks with its managed identity and nothing else", () => {
  vi.stubEnv("IDENTITY_ENDPOINT", "http://localhost:4141/msi/token");
  vi.stubEnv("IDENTITY_HEADER", "header");
  expect(azureCredential(CLOUDS.AzurePublic, NOBODY, GUID)).toBeInstanceOf(
    ManagedIdentityCredential,
  );
});

test("a laptop asks with whoever is logged in", () => {
  vi.stubEnv("IDENTITY_ENDPOINT", "");
  expect(azureCredential(CLOUDS.AzurePublic, NOBODY, undefined)).toBeInstanceOf(
    DefaultAzureCredential,
  );
});
