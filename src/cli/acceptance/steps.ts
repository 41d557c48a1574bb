import { READING, STEPS, type Step } from "../../acceptance/steps.ts";
import { ACCEPTED_VERSIONS, acceptancePorts } from "../../app/acceptance-ports.ts";
import type { Clients } from "../../app/clients.ts";
import type { FunctionApp } from "../../app/deployed-app.ts";
import { checkValue } from "../../content/check-value.ts";
import type { Workspace } from "../../hunt/base/workspace.ts";
import type { Build } from "../own-build.ts";
import { UserError } from "../user-error.ts";
import { type ReadLine, stepAnswer, targetsAnswer } from "./line-schema.ts";

/** Whose rights a run uses. */
export type Identity = "app" | "own" | "emulator";

/** A workspace for an acceptance run, and how a step runs in it. */
export interface Target {
  readonly id: string;
  readonly name: string;
  step(step: Step, run: string): Promise<readonly ReadLine[]>;
}

export interface Targets {
  readonly identity: Identity;
  readonly cloud: string;
  readonly versions: { readonly incidents: string; readonly bookmarks: string };
  /** What the app was built from; undefined if no app is used. */
  readonly app: Build | undefined;
  readonly targets: readonly Target[];
}

export interface OwnTarget {
  readonly workspace: Workspace;
  readonly clients: Clients;
}

/** Runs the steps in this process: with the identity of `az login`, or over the emulator. */
export function ownTargets(
  identity: "own" | "emulator",
  cloud: string,
  parser: string,
  own: readonly OwnTarget[],
): Targets {
  const targets = own.map(({ workspace, clients }) => {
    const ports = acceptancePorts(clients, parser);
    const { id, name } = workspace;
    return { id, name, step: (step: Step, run: string) => STEPS[step]({ run, workspace, ports }) };
  });
  return { identity, cloud, versions: ACCEPTED_VERSIONS, app: undefined, targets };
}

/**
 * Runs the steps in the deployed app, with its identity. @throws CallError, or UserError if the
 * response is not from an app of ours
 */
export async function appTargets(app: FunctionApp): Promise<Targets> {
  const answer = checkValue(targetsAnswer, await app.get("accept"));
  if ("faults" in answer)
    throw new UserError(
      "the response is not from Sentinel Hunts",
      "check the address in --app, and update the app",
    );
  const { workspaces, cloud, versions, version, commit } = answer.value;
  const targets = workspaces.map(({ id, name }) => ({
    id,
    name,
    async step(step: Step, run: string) {
      const path = `accept/${run}/${step}?workspace=${encodeURIComponent(id)}`;
      const read = checkValue(
        stepAnswer,
        await (READING.includes(step) ? app.get(path) : app.post(path)),
      );
      if ("faults" in read)
        throw new UserError(
          "this version does not understand the app's response",
          "use the command line in the app's version",
        );
      return read.value.lines;
    },
  }));
  return { identity: "app", cloud, versions, app: { version, commit }, targets };
}
