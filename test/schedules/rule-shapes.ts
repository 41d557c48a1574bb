import type { HuntOptions, Rule } from "../../src/hunt/findings/rule.ts";
import { seedRule } from "../harness.ts";
import { HOUR, MINUTE, type Start } from "./schedule.ts";

/** A rule as a schedule hunts with it, and how its starts come. */
export interface RuleShape {
  readonly rule: Rule;
  readonly program: "shell" | "rundll32";
  /**
   * What makes one incident or grouped bookmark, from a start's fields; "" if findings are not
   * grouped.
   */
  readonly groupOf: (start: Pick<Start, "host" | "user" | "module">) => string;
  /** What gets a bookmark: each finding, or each group. */
  readonly bookmarkFor: "finding" | "group";
  /** How many starts a schedule has, and over how long (ms). */
  readonly starts: readonly [least: number, most: number];
  readonly over: number;
  readonly hosts: number;
}

type Source = "rundll32-command-shell" | "rundll32-lolbin";

const BY_HOST: RuleShape["groupOf"] = ({ host }) => host;
const BY_USER: RuleShape["groupOf"] = ({ host, user }) => `${host} ${user}`;
const BY_USE: RuleShape["groupOf"] = ({ host, user, module }) => `${host} ${user} ${module}`;
const ALONE: RuleShape["groupOf"] = () => "";

interface Variant extends Partial<Omit<RuleShape, "rule" | "program">> {
  readonly source: Source;
  readonly hunt: Partial<HuntOptions>;
}

const USUAL = { every: 15 * MINUTE, lateness: 4 * MINUTE };
/** Shells of one user are unwanted. */
const REFINED = {
  known: ["ParentCommandLine"],
  when: { not: { field: "User", op: "endsWith", value: "\\unwanted" } },
} as const;

const VARIANTS: Readonly<Record<string, Variant>> = {
  "command shell, as it ships": { source: "rundll32-command-shell", hunt: {}, over: 45 * MINUTE },
  "rundll32, as it ships": { source: "rundll32-lolbin", hunt: {}, over: 3 * HOUR },
  "incidents by hour": {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: 30 * MINUTE, span: 2 * HOUR },
  },
  "slot and span alike": {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: HOUR, span: HOUR },
  },
  "more than 20 slots": {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: 5 * MINUTE, span: 4 * HOUR },
    starts: [26, 32],
    hosts: 1,
    over: 3 * HOUR,
  },
  "more than 20 bookmarks": {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: HOUR, span: 2 * HOUR },
    starts: [24, 32],
    hosts: 1,
  },
  "storm of incidents": {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: HOUR, span: 2 * HOUR, cap: 4 },
    starts: [10, 16],
  },
  refined: {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: HOUR, span: 4 * HOUR, refine: REFINED },
  },
  "short reach": {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: HOUR, span: 2 * HOUR, reach: 4 * HOUR },
  },
  "bookmark for each shell": {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: HOUR, span: 4 * HOUR, delivery: "bookmark", group: [] },
    groupOf: ALONE,
    bookmarkFor: "finding",
  },
  "bookmark for each host": {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: HOUR, span: 2 * HOUR, delivery: "bookmark" },
    bookmarkFor: "group",
  },
  "incidents by user": {
    source: "rundll32-lolbin",
    hunt: {
      ...USUAL,
      slot: 30 * MINUTE,
      span: 2 * HOUR,
      delivery: "incident",
      group: ["Dvc", "User"],
    },
    groupOf: BY_USER,
    bookmarkFor: "finding",
  },
  "storm of bookmarks": {
    source: "rundll32-lolbin",
    hunt: { ...USUAL, slot: HOUR, span: 2 * HOUR, cap: 5, group: [] },
    groupOf: ALONE,
    bookmarkFor: "finding",
    starts: [10, 18],
  },
};

export const SHAPE_NAMES: readonly string[] = Object.keys(VARIANTS);

const SHAPES: ReadonlyMap<string, RuleShape> = new Map(
  Object.entries(VARIANTS).map(([name, variant], index) => [name, shapeOf(name, variant, index)]),
);

export function shapeNamed(name: string): RuleShape {
  const shape = SHAPES.get(name);
  if (!shape) throw new Error(`there is no rule shape ${name}`);
  return shape;
}

function shapeOf(name: string, { source, hunt, ...more }: Variant, index: number): RuleShape {
  const rule = seedRule(source);
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const shells = source === "rundll32-command-shell";
  return {
    program: shells ? "shell" : "rundll32",
    groupOf: shells ? BY_HOST : BY_USE,
    bookmarkFor: shells ? "finding" : "group",
    starts: [4, 12],
    over: 100 * MINUTE,
    hosts: 3,
    ...more,
    rule: { ...rule, id, slug: name.replace(/[^a-z0-9]+/g, "-"), hunt: { ...rule.hunt, ...hunt } },
  };
}
