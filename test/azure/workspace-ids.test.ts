import { describe, expect, test } from "vitest";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { LOCAL_CREDENTIAL } from "../../src/azure/loopback.ts";
import { workspaceAt } from "../../src/azure/workspace-ids.ts";
import type { Fault } from "../../src/emulator/faults.ts";
import { emulatorClient } from "../../src/emulator/http-client.ts";
import { placeIn, workspaceArmId } from "../../src/hunt/base/workspace.ts";
import { createWorld, WORKSPACE } from "../harness.ts";

const { id: _, ...place } = WORKSPACE;

function lookUp(where: typeof place, ...faults: Fault[]) {
  const { emulator } = createWorld({});
  for (const fault of faults) emulator.faults.add(fault);
  return workspaceAt(where, {
    credential: LOCAL_CREDENTIAL,
    cloud: CLOUDS.AzurePublic,
    httpClient: emulatorClient(emulator),
  });
}

describe("a workspace by its resource id", () => {
  test("the id says where it is, in any case and with a stroke at its end", () => {
    const armId = workspaceArmId(WORKSPACE);
    expect(placeIn(armId)).toEqual(place);
    expect(placeIn(` ${armId.replace("resourceGroups", "resourcegroups")}/ `)).toEqual(place);
    expect(placeIn(`${armId}/providers/Microsoft.SecurityInsights/incidents/1`)).toBeUndefined();
    expect(placeIn(armId.replace("workspaces", "clusters"))).toBeUndefined();
    expect(placeIn(WORKSPACE.id)).toBeUndefined();
  });

  test("Azure says by which id it is queried", async () => {
    expect(await lookUp(place)).toEqual(WORKSPACE);
    expect(await lookUp(place, { kind: "503" })).toEqual(WORKSPACE);
  });

  test.each([
    [
      "another name",
      { ...place, name: "nope" },
      [],
      "404 ResourceNotFound",
      "check the resource id",
    ],
    [
      "no right",
      place,
      [{ kind: "403" }],
      "403 InsufficientAccessError",
      "Log Analytics Reader or Microsoft Sentinel Reader",
    ],
    ["an answer without the id", place, [{ kind: "empty" }], "does not say its id", "a GUID"],
    [
      "no answer",
      place,
      [{ kind: "unreachable", times: 9 }],
      "cannot be reached",
      "check the network",
    ],
  ] as const)("%s: one line with the remedy", async (_what, where, faults, message, remedy) => {
    const error = await lookUp(where, ...faults).catch((one: unknown) => one);
    expect(error).toMatchObject({
      name: "CallError",
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });
});
