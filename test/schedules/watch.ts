import type { Resources } from "../../src/emulator/resources.ts";
import { contains, type Window } from "../../src/hunt/base/window.ts";
import type { Workspace } from "../../src/hunt/base/workspace.ts";
import { makeOwner } from "../../src/hunt/findings/finding.ts";
import type { LedgerKey } from "../../src/hunt/ledger/store.ts";
import { ANALYST, type Change, incidentAbove, nameOf, type ObservedResources } from "./changes.ts";
import { type Expected, expectedOf, groupKey } from "./expected.ts";
import type { Instance } from "./instance.ts";
import { knownNames } from "./known-names.ts";
import type { LedgerTruth } from "./ledger-truth.ts";
import {
  findingOfBookmark,
  groupOfResource,
  isOfBand,
  isOfRule,
  isStorm,
} from "./read-resource.ts";
import { type BandShape, isBehind, type RuleShape } from "./rule-shapes.ts";
import type { Schedule } from "./schedule.ts";
import type { Violation } from "./violation.ts";
import { watchCellsOf } from "./watch-cells.ts";

/** What is checked while a schedule is played: each write when it is done. */
export interface Watch {
  /** A write of an instance, sent at a time (ms), was carried out or refused. */
  written(instance: Instance, url: string, sent: number): Promise<void>;
  /** A method of the ledger was carried out, and answered. */
  ledgerChanged(
    instance: Instance,
    method: string,
    values: readonly unknown[],
    answer: unknown,
  ): Promise<void>;
  /** Checks everything that is covered. */
  covered(): Promise<void>;
}

interface Options {
  readonly schedule: Schedule;
  readonly shapes: readonly RuleShape[];
  readonly workspaces: readonly Workspace[];
  readonly resources: ObservedResources;
  readonly truth: LedgerTruth;
  readonly now: () => number;
  readonly leaseFor: number;
  readonly violations: Violation[];
}

/** How far clocks that are right may be apart, both together, ms. */
const CLOCKS = 2_500;

export function watchOf(options: Options): Watch {
  const { schedule, shapes, workspaces, resources, truth, now, leaseFor, violations } = options;
  const owners = shapes.flatMap((shape) =>
    workspaces.map((workspace) => ({ shape, workspace, key: makeOwner(shape.rule, workspace) })),
  );
  const expected = new Map(
    shapes.flatMap(({ bands }) => bands.map((band) => [band, expectedOf(schedule, band)])),
  );
  const right = schedule.ticks.every(({ ahead }) => Math.abs(ahead) <= CLOCKS / 2);
  const report = (check: Violation["check"], text: string) =>
    violations.push({ check, text: `${new Date(now()).toISOString()} ${text}` });
  const takers = new Map<string, { readonly instance: Instance; readonly at: number }>();
  const checkLease = async (instance: Instance, key: LedgerKey, what: string, sent: number) => {
    const lease = await truth.lease(key);
    const other = lease && !lease.holder.startsWith(`${instance.name} `) && lease.until > now();
    if (right && other && lease.until - leaseFor < sent - CLOCKS)
      report(
        "written without the lease",
        `${instance.name} ${what}, while ${lease.holder} had the lease`,
      );
    const taker = takers.get(nameOfKey(key));
    // That instance may have given it back by now; what this one read before is old all the same.
    if (right && !other && taker && taker.instance !== instance && taker.at < sent - CLOCKS)
      report(
        "written without the lease",
        `${instance.name} ${what}, after ${taker.instance.name} had taken the lease`,
      );
  };
  const watchCells = watchCellsOf({ shapes, truth, right, report });
  const isWritten = (shape: BandShape, workspace: Workspace) => {
    const own = bookmarksOf(resources.changes, shape, workspace);
    const [names, groups] = [
      new Set(own.map(findingOfBookmark)),
      new Set(own.map(groupOfResource)),
    ];
    return (one: Expected) =>
      shape.bookmarkFor === "finding" ? names.has(one.name) : groups.has(groupKey(one));
  };
  const checkBand = async (shape: BandShape, { workspace, key }: (typeof owners)[number]) => {
    const { settled } = await truth.coverage(key);
    const written = isWritten(shape, workspace);
    const missing = (expected.get(shape) ?? []).filter(
      (one) =>
        !one.refused &&
        one.within.some((own) => settled.some((window) => contains(window, own))) &&
        !written(one),
    );
    if (missing.length === 0) return;
    const slots = await truth.slots(key);
    const elsewhere = slots.flatMap(({ reserved }) =>
      [...reserved].filter(
        ({ outcome, delivered, band }) =>
          band === shape.band && outcome !== "bookmark" && delivered > 0,
      ),
    );
    if (missing.length > elsewhere.length)
      report(
        "covered before it was written",
        `${shape.rule.slug}: findings ${missing.map(({ name }) => name).join(", ")}`,
      );
  };
  const checkCovered = async (owner: (typeof owners)[number]) => {
    for (const band of owner.shape.bands) await checkBand(band, owner);
  };
  return {
    async written(instance, url, sent) {
      const id = new URL(url).pathname.toLowerCase();
      const change = resources.changes.findLast((one) => one.id === id);
      if (!change || change.at !== now() || change.by !== instance.name) return;
      const owner = owners.find((one) => isOwn(change, one, resources));
      if (!owner) return void report("a bug of ours", `nobody knows whose ${id} is`);
      await checkLease(instance, owner.key, `wrote ${change.kind} ${nameOf(id)}`, sent);
      if (change.how === "overwritten")
        report(
          "written over what was there",
          `${instance.name} wrote ${change.kind} ${nameOf(id)}`,
        );
      const again = resources.changes.some(
        (one) => one.id === id && one.how === "deleted" && one.by === ANALYST,
      );
      const slots = again ? await truth.slots(owner.key) : [];
      if (owner.shape.bands.some((band) => knownNames(slots, band, owner.key).has(nameOf(id))))
        report(
          "written again after it was deleted",
          `${instance.name} wrote ${change.kind} ${nameOf(id)}, which the ledger knew`,
        );
    },
    async ledgerChanged(instance, method, [key, change], answer) {
      if (method === "lease" && answer !== "held")
        takers.set(nameOfKey(key as LedgerKey), { instance, at: now() });
      if (method !== "cover" && method !== "putSlots") return;
      await (method === "cover"
        ? watchCells.covered(instance, key as LedgerKey, change as Window)
        : watchCells.reserved(instance, key as LedgerKey));
      await checkLease(instance, key as LedgerKey, `called ${method}`, now() - schedule.latency);
      const own = owners.find(
        (one) =>
          one.key.ruleId === (key as LedgerKey).ruleId &&
          one.key.workspaceId === (key as LedgerKey).workspaceId,
      );
      if (method === "cover" && own) await checkCovered(own);
    },
    async covered() {
      for (const owner of owners) await checkCovered(owner);
    },
  };
}

function nameOfKey({ ruleId, workspaceId }: LedgerKey): string {
  return `${ruleId} ${workspaceId}`;
}

/** The bookmarks of findings or groups that were ever created. */
export function bookmarksOf(changes: readonly Change[], shape: BandShape, workspace: Workspace) {
  return changes
    .filter(
      ({ how, kind, id }) =>
        how === "created" &&
        kind === "bookmark" &&
        id.includes(`/workspaces/${workspace.name.toLowerCase()}/`),
    )
    .map(({ resource }) => resource)
    .filter(
      (resource) =>
        isOfBand(resource, shape) &&
        !isStorm(resource) &&
        !isBehind(Date.parse(String(resource.properties["eventTime"])), shape),
    );
}

function isOwn(
  { kind, id, resource }: Change,
  { shape, workspace }: { shape: RuleShape; workspace: Workspace },
  resources: Resources,
): boolean {
  if (!id.includes(`/workspaces/${workspace.name.toLowerCase()}/`)) return false;
  const labelled =
    kind === "relation" || kind === "comment" ? resources.get(incidentAbove(id)) : resource;
  return labelled !== undefined && isOfRule(labelled, shape.rule.slug);
}
