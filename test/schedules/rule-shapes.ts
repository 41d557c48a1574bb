import { cellAt } from "../../src/hunt/base/window.ts";
import { type Band, bandName, bandsOf } from "../../src/hunt/findings/band.ts";
import type { HuntOptions, Rule, Severity } from "../../src/hunt/findings/rule.ts";
import { seedRule } from "../harness.ts";
import { CELL_VARIANTS, type CellVariant, findsNothing, type Merging } from "./cell-shapes.ts";
import { BEGIN, HOUR, MINUTE, type Start } from "./schedule.ts";

/** A rule as a schedule hunts with it, and how its starts come. */
export interface RuleShape {
  readonly rule: Rule;
  readonly program: "shell" | "rundll32";
  /**
   * What makes one incident or grouped bookmark, from a start's fields; "" if findings are not
   * grouped.
   */
  readonly groupOf: (start: Pick<Start, "host" | "user" | "module">) => string;
  /** How many starts a schedule has, and over how long (ms). */
  readonly starts: readonly [least: number, most: number];
  readonly over: number;
  readonly hosts: number;
  /** How its query merges rows; undefined if each start is a finding of its own. */
  readonly merging: Merging | undefined;
  /** How far back the clock of a query about single events looks, ms; undefined if it has none. */
  readonly looksBack: number | undefined;
  /** Whether a schedule may have rows that come later than the rule's lateness. */
  readonly takesLate: boolean;
  /** From the highest scores to the lowest; one, if the rule has no bands. */
  readonly bands: readonly BandShape[];
}

/** A band of a rule, which is checked as if it were a rule of its own. */
export interface BandShape extends Omit<RuleShape, "bands"> {
  readonly delivery: string;
  /** The name of the band in the ledger, if it has one. */
  readonly band: string | undefined;
  /** The severity by which its resources are told apart; undefined if the rule has no bands. */
  readonly severity: Severity | undefined;
  /** What gets a bookmark: each finding, or each group. */
  readonly bookmarkFor: "finding" | "group";
  readonly takes: (start: Pick<Start, "module">) => boolean;
  /** The same for so many merged starts. */
  readonly takesMany: (count: number) => boolean;
}

type Source = "rundll32-command-shell" | "rundll32-lolbin";

/** How long starts come, unless a shape says otherwise, ms. */
const OVER = 100 * MINUTE;

const BY_HOST: RuleShape["groupOf"] = ({ host }) => host;
const BY_USER: RuleShape["groupOf"] = ({ host, user }) => `${host} ${user}`;
const BY_USE: RuleShape["groupOf"] = ({ host, user, module }) => `${host} ${user} ${module}`;
const ALONE: RuleShape["groupOf"] = () => "";

interface Variant extends Partial<Omit<RuleShape, "rule" | "program" | "bands">> {
  readonly source: Source;
  readonly hunt: Partial<HuntOptions>;
  /** Which of the rule's bands a start is in, counted from the highest; default the last. */
  readonly bandOf?: (start: Pick<Start, "module">) => number;
}

const USUAL = { every: 15 * MINUTE, lateness: 4 * MINUTE };
/** Shells of one user are unwanted. */
const REFINED = {
  known: ["ParentCommandLine"],
  when: { not: { field: "User", op: "endsWith", value: "\\unwanted" } },
} as const;

/** Starts with the first module score 55, others 5. */
const GRADED: Partial<HuntOptions> = {
  ...USUAL,
  slot: HOUR,
  span: 2 * HOUR,
  features: [
    {
      name: "first module",
      points: 50,
      when: { field: "Rundll32Base", op: "equals", value: "mod-a.dll" },
    },
  ],
};
const BY_MODULE: Variant["bandOf"] = ({ module }) => (module === "mod-a" ? 0 : 1);

const VARIANTS: Readonly<Record<string, Variant>> = {
  "command shell, as it ships": { source: "rundll32-command-shell", hunt: {}, over: 45 * MINUTE },
  "rundll32, as it ships": {
    source: "rundll32-lolbin",
    hunt: {},
    over: 3 * HOUR,
    bandOf: () => 1,
  },
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
  },
  "bookmark for each host": {
    source: "rundll32-command-shell",
    hunt: { ...USUAL, slot: HOUR, span: 2 * HOUR, delivery: "bookmark" },
  },
  "incidents by user": {
    source: "rundll32-lolbin",
    hunt: {
      ...USUAL,
      slot: 30 * MINUTE,
      span: 2 * HOUR,
      delivery: "incident",
      bands: [],
      group: ["Dvc", "User"],
    },
    groupOf: BY_USER,
  },
  "storm of bookmarks": {
    source: "rundll32-lolbin",
    hunt: { ...USUAL, slot: HOUR, span: 2 * HOUR, cap: 5, bands: [], group: [] },
    groupOf: ALONE,
    starts: [10, 18],
  },
};

/** Shapes that came later, so that the seeds which found faults keep their schedules. */
const LATER: Readonly<Record<string, Variant>> = {
  "incidents above bookmarks": {
    source: "rundll32-lolbin",
    hunt: { ...GRADED, bands: [{ from: 50, delivery: "incident", severity: "Medium" }] },
    bandOf: BY_MODULE,
  },
  "incidents of two severities": {
    source: "rundll32-lolbin",
    hunt: {
      ...GRADED,
      delivery: "incident",
      bands: [{ from: 50, delivery: "incident", severity: "High" }],
      group: ["Dvc", "User"],
    },
    groupOf: BY_USER,
    bandOf: BY_MODULE,
  },
  "storms in two bands": {
    source: "rundll32-lolbin",
    hunt: {
      ...GRADED,
      cap: 2,
      bands: [{ from: 50, delivery: "incident", severity: "Medium" }],
      group: ["Dvc"],
    },
    groupOf: BY_HOST,
    bandOf: BY_MODULE,
    starts: [12, 20],
    hosts: 2,
  },
};

export const SHAPE_NAMES: readonly string[] = Object.keys(VARIANTS);
export const LATER_SHAPE_NAMES: readonly string[] = Object.keys(LATER);
/** Rules with a clock, and rules that merge rows. */
export const CELL_SHAPE_NAMES: readonly string[] = Object.keys(CELL_VARIANTS);

const SHAPES: ReadonlyMap<string, RuleShape> = new Map([
  ...Object.entries({ ...VARIANTS, ...LATER }).map(
    ([name, variant], index) => [name, shapeOf(name, variant, index)] as const,
  ),
  ...Object.entries(CELL_VARIANTS).map(
    ([name, variant], index) => [name, cellShapeOf(name, variant, 100 + index)] as const,
  ),
]);

export function shapeNamed(name: string): RuleShape {
  const shape = SHAPES.get(name);
  if (!shape) throw new Error(`there is no rule shape ${name}`);
  return shape;
}

function shapeOf(name: string, variant: Variant, index: number): RuleShape {
  const { source, hunt, bandOf, ...more } = variant;
  const seed = seedRule(source);
  const shells = source === "rundll32-command-shell";
  const rule: Rule = { ...seed, ...namesOf(name, index), hunt: { ...seed.hunt, ...hunt } };
  const shape: Omit<RuleShape, "bands"> = {
    program: shells ? "shell" : "rundll32",
    groupOf: shells ? BY_HOST : BY_USE,
    starts: [4, 12],
    over: OVER,
    hosts: 3,
    merging: undefined,
    looksBack: undefined,
    takesLate: false,
    ...more,
    rule,
  };
  return withBands(shape, bandOf);
}

function cellShapeOf(name: string, variant: CellVariant, index: number): RuleShape {
  const { id, slug } = namesOf(name, index);
  return withBands({
    program: "rundll32",
    over: OVER,
    hosts: 2,
    merging: undefined,
    looksBack: undefined,
    ...variant,
    rule: variant.rule(slug, id),
  });
}

function namesOf(name: string, index: number): Pick<Rule, "id" | "slug"> {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  return { id, slug: name.replace(/[^a-z0-9]+/g, "-") };
}

function withBands(shape: Omit<RuleShape, "bands">, bandOf?: Variant["bandOf"]): RuleShape {
  const all = bandsOf(shape.rule);
  return { ...shape, bands: all.map((band, at) => bandShape(shape, band, at, bandOf)) };
}

/** Whether one finding of its span may come back in several cells. */
export function overlaps({ merging }: Pick<RuleShape, "merging">): boolean {
  return merging !== undefined && merging.period > merging.every;
}

/**
 * Whether a time lies behind all that a schedule says, ms: what is found there is not checked where
 * a lack of rows is a finding, because that goes on for as long as ticks do.
 */
export function isBehind(time: number, shape: Omit<RuleShape, "bands">): boolean {
  return findsNothing(shape.merging) && time >= BEGIN + huntedTo(shape);
}

/** The end of the time that must be hunted so that each finding was found, ms after BEGIN. */
export function huntedTo({
  over,
  rule,
  merging,
}: Pick<RuleShape, "over" | "rule" | "merging">): number {
  const { to } = cellAt(over, rule.hunt.slot);
  return merging ? to + merging.period - merging.every : to;
}

function bandShape(
  shape: Omit<RuleShape, "bands">,
  band: Band,
  at: number,
  bandOf: Variant["bandOf"],
): BandShape {
  const { bands, group } = shape.rule.hunt;
  const { graded = Number.POSITIVE_INFINITY } = shape.merging ?? {};
  return {
    ...shape,
    delivery: band.delivery,
    band: bandName(band),
    severity: bands.length > 0 ? band.severity : undefined,
    bookmarkFor: band.delivery === "bookmark" && group.length > 0 ? "group" : "finding",
    takesMany: (count) => (count >= graded ? 0 : bands.length) === at,
    takes: (start) => (bandOf?.(start) ?? bands.length) === at,
  };
}
