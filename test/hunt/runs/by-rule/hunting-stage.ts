import { type Clients, openClients } from "../../../../src/app/clients.ts";
import { huntKnowledge } from "../../../../src/app/entries.ts";
import { dryPorts, runPorts } from "../../../../src/app/run-ports.ts";
import { accessThrough } from "../../../../src/azure/access.ts";
import type { Workspace } from "../../../../src/hunt/base/workspace.ts";
import type { DeliverySettings } from "../../../../src/hunt/delivery/deliveries-for.ts";
import { alertRule } from "../../../../src/hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../../../../src/hunt/delivery/findings-table/alert-rule-body.ts";
import type { Rule } from "../../../../src/hunt/findings/rule.ts";
import type { CoverageStore } from "../../../../src/hunt/ledger/store.ts";
import type { TickOutcome } from "../../../../src/hunt/runs/tick.ts";
import { memoryStore } from "../../../../src/stores/memory.ts";
import {
  DCR,
  ENDPOINT,
  openStage,
  START,
  type Stage,
  type StageOptions,
} from "../../../emulator/findings-stage.ts";
import { shippedEntries, tick, WORKSPACE } from "../../../harness.ts";

const MINUTE = 60_000;

/** The workspace, with where its rows are sent. */
export const WITH_TABLE: Workspace = {
  ...WORKSPACE,
  findings: { endpoint: ENDPOINT, ruleId: DCR },
};

const BY_RULE: DeliverySettings = { incidentsBy: "rule", findingsTable: "incidents" };

export interface Hunting {
  readonly stage: Stage;
  readonly store: CoverageStore;
  readonly clients: Clients;
  /** Creates the analytics rules of the hunts, as a deployment does. */
  deploy(): Promise<void>;
  /** One turn of the timer, at the stage's time. */
  tick(more?: {
    readonly store?: CoverageStore;
    readonly delivering?: DeliverySettings;
    /** Which process it is. */
    readonly holder?: string;
  }): Promise<TickOutcome>;
  /** Lets time pass in steps of five minutes, with a run of the analytics rules in each. */
  wait(ms: number): void;
}

/** Hunts over a workspace with a table of findings: real clients, real rules, a clock that is set. */
export function openHunting(rules: readonly Rule[], options: StageOptions = {}): Hunting {
  const stage = openStage(options);
  const { time } = stage;
  const clock = () => time.now;
  const clients = openClients(accessThrough(stage.httpClient), {
    clock,
    sleep: async () => undefined,
    limited: false,
  });
  const store = memoryStore();
  return {
    stage,
    store,
    clients,
    async deploy() {
      for (const rule of rules.map(alertRule)) {
        const { status } = await stage.send("PUT", `alertRules/${rule.name}`, alertRuleBody(rule));
        if (status !== 201) throw new Error(`the emulator answers ${status} to an analytics rule`);
      }
    },
    tick(more = {}) {
      const options = {
        clients,
        store: more.store ?? store,
        knowledge: huntKnowledge(shippedEntries(), clock),
        parser: "_Im_ProcessCreate",
        cloud: "AzurePublic" as const,
        delivering: more.delivering ?? BY_RULE,
        writes: true,
        clock,
      };
      const ports = runPorts(options);
      const world = { ports: { ...ports, dry: () => dryPorts(ports) } };
      return tick(world as never, time.now, {
        rules,
        workspaces: [WITH_TABLE],
        startFrom: START - 60 * MINUTE,
        ...(more.holder === undefined ? {} : { holder: more.holder }),
      });
    },
    wait(ms) {
      for (const until = time.now + ms; time.now < until; ) {
        time.now += 5 * MINUTE;
        const nominal = Math.floor(time.now / (5 * MINUTE)) * 5 * MINUTE - 5 * MINUTE;
        stage.run({ nominal, real: time.now });
      }
    },
  };
}
