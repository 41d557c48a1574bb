// Deploys dist/app.zip to the app that a deployment of infra/ created. The app stores it with its
// own identity, whose role assignment may not have taken effect yet, so failures are retried until
// the time is over. Exit codes: 0 deployed, 1 not deployed, 2 wrong call.
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { az, readOutputs, runScript, say, WrongCall } from "./azure-cli.mjs";

const PACKAGE = "dist/app.zip";
const USAGE = `node scripts/deploy-package.mjs OUTPUTS [--wait SECONDS] [--pause SECONDS]

OUTPUTS   file with the outputs of the deployment, from az deployment sub create --query properties.outputs
--wait    how long to try in all; default 900
--pause   between two tries; default 60
`;

await runScript(USAGE, async () => {
  const options = {
    wait: { type: "string", default: "900" },
    pause: { type: "string", default: "60" },
  };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [outputs, ...more] = positionals;
  if (!outputs || more.length > 0)
    throw new WrongCall("name one file with the outputs of the deployment");
  const [wait, pause] = [values.wait, values.pause].map((seconds) => Number(seconds) * 1000);
  if (!(wait > 0 && pause > 0))
    throw new WrongCall("--wait and --pause must be seconds, more than 0");
  if (!existsSync(PACKAGE))
    throw new WrongCall(`${PACKAGE} is not there: npm run package makes it`);
  const { AZURE_RESOURCE_GROUP: group, SERVICE_HUNTS_NAME: name } = readOutputs(outputs);
  if (!group || !name)
    throw new WrongCall(`${outputs}: names no AZURE_RESOURCE_GROUP or no SERVICE_HUNTS_NAME`);

  // "Package-based deployment for Azure Functions":
  // learn.microsoft.com/azure/azure-functions/deployment-zip-push
  const deploy = [
    "functionapp",
    "deployment",
    "source",
    "config-zip",
    "--resource-group",
    group,
    "--name",
    name,
    "--src",
    PACKAGE,
  ];
  for (const end = Date.now() + wait; ; ) {
    const { error } = az(deploy);
    if (!error) return say("ok", `${PACKAGE} is deployed to ${name}`);
    if (Date.now() + pause > end) {
      say("failed", `${PACKAGE} is not deployed: ${error}`);
      process.exitCode = 1;
      return;
    }
    say("waiting", `not deployed yet: ${error}`);
    await sleep(pause);
  }
});
