import { READING, STEPS, type Step } from "../../acceptance/steps.ts";
import { ACCEPTED_VERSIONS, acceptancePorts } from "../../app/acceptance-ports.ts";
import type { Clients } from "../../app/clients.ts";
import type { FunctionApp } from "../../app/deployed-app.ts";
import type { Workspace } from "../../hunt/base/workspace.ts";
import type { Build } from "../own-build.ts";
import { UserError } from "../user-error.ts";
import { type ReadLine, stepAnswer, targetsAnswer } from "./line-schema.ts";

/** Whose rights a run works with. */
export type Identity = "app" | "own" | "emulator";

/** A workspace that an acceptance run can be made in, and how its steps are made. */
export interface Target {
  readonly id: string;
  readonly name: string;
  step(step: Step, run: string): Promise<readonly ReadLine[]>;
}

export interface Targets {
  readonly identity: Identity;
  readonly cloud: string;
  readonly versions: { readonly incidents: string; readonly bookmarks: string };
  /** What the app was built from; undefined where there is no app. */
  readonly app: Build | undefined;
  readonly targets: readonly Target[];
}

export interface OwnTarget {
  readonly workspace: Workspace;
  readonly clients: Clients;
}

/** The steps in this process: with the identity of `az login`, or over the emulator. */
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
 * The steps in the deployed app, with its identity. @throws CallError, or UserError where it
 * answers as no app of ours
 */
export async function appTargets(app: FunctionApp): Promise<Targets> {
  const answer = targetsAnswer.safeParse(await app.get("accept"));
  if (!answer.success)
    throw new UserError(
      "the app's answer is not one of Sentinel Hunts",
      "check --app, and update the app",
    );
  const { workspaces, cloud, versions, version, commit } = answer.data;
  const targets = workspaces.map(({ id, name }) => ({
    id,
    name,
    async step(step: Step, run: string) {
      const path = `accept/${run}/${step}?workspace=${encodeURIComponent(id)}`;
      const read = stepAnswer.safeParse(
        await (READING.includes(step) ? app.get(path) : app.post(path)),
      );
      if (!read.success)
        throw new UserError(
          "the app's answer is not one that this version knows",
          "use the command line of the app's version",
        );
      return read.data.lines;
    },
  }));
  return { identity: "app", cloud, versions, app: { version, commit }, targets };
}
