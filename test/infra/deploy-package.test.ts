import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { azSecondTime, azThat, runScript } from "./run-script.ts";

const OUTPUTS = {
  AZURE_RESOURCE_GROUP: { type: "String", value: "rg-hunts" },
  SERVICE_HUNTS_NAME: { type: "String", value: "func-hunts" },
};
const CALL =
  "functionapp deployment source config-zip --resource-group rg-hunts --name func-hunts --src dist/app.zip";

/** A folder with a package, and with the outputs of a deployment. */
function folderWith(outputs: unknown, packed = true): string {
  const folder = mkdtempSync(join(tmpdir(), "deploy-"));
  mkdirSync(join(folder, "dist"));
  if (packed) writeFileSync(join(folder, "dist/app.zip"), "zip");
  writeFileSync(join(folder, "outputs.json"), JSON.stringify(outputs));
  return folder;
}

const deploy = (args: readonly string[], path: string, folder = folderWith(OUTPUTS)) =>
  runScript("deploy-package", args, { PATH: path }, folder);

describe("the package", () => {
  test("is deployed by the command that Microsoft documents", async () => {
    const { path, calls } = azThat("exit 0");
    const { code, lines } = await deploy(["outputs.json"], path);
    expect([code, lines, calls()]).toEqual([
      0,
      ["ok      dist/app.zip is deployed to func-hunts"],
      [CALL],
    ]);
  });

  test("is tried again while a new role is not seen yet", async () => {
    const { path, calls } = azSecondTime("");
    const { code, lines } = await deploy(["outputs.json", "--pause", "0.01"], path);
    expect([code, lines[0]]).toEqual([0, "waiting not deployed yet: ERROR: not yet"]);
    expect(calls()).toEqual([CALL, CALL]);
  });

  test("that is refused for good ends in exit code 1, with the last reason", async () => {
    const { path, calls } = azThat('echo "ERROR: 403 \\033[2J" >&2; exit 1');
    const { code, lines } = await deploy(["outputs.json", "--wait", "1", "--pause", "60"], path);
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^failed {2}dist\/app.zip is not deployed: ERROR: 403 /);
    expect(lines[0]).not.toContain("\u001b");
    expect(calls()).toEqual([CALL]);
  });

  test.each([
    ["no outputs", [], folderWith(OUTPUTS), /name one file with the outputs/],
    [
      "outputs of something else",
      ["outputs.json"],
      folderWith({ x: { value: 1 } }),
      /names no AZURE_RESOURCE_GROUP/,
    ],
    [
      "outputs that are none",
      ["outputs.json"],
      folderWith([null]),
      /cannot be read as the outputs/,
    ],
    [
      "no package",
      ["outputs.json"],
      folderWith(OUTPUTS, false),
      /dist\/app.zip is not there: npm run package makes it/,
    ],
    [
      "a time that is none",
      ["outputs.json", "--wait", "x"],
      folderWith(OUTPUTS),
      /--wait and --pause must be seconds/,
    ],
  ])("with %s is a wrong call: exit code 2", async (_what, args, folder, message) => {
    const { code, errors } = await deploy(args, azThat("exit 0").path, folder);
    expect(errors).toMatch(message);
    expect(code).toBe(2);
  });

  test("without az is a wrong call, too", async () => {
    const { code, errors } = await deploy(["outputs.json"], "/nowhere");
    expect(errors).toMatch(/az could not be started \(ENOENT\): install the Azure CLI/);
    expect(code).toBe(2);
  });
});
