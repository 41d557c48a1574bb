import { nearest } from "../content/nearest.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { type Band, bandsOf } from "../hunt/findings/band.ts";
import { ENTITY_TYPES } from "../hunt/findings/entities/index.ts";
import { type Rule, SEVERITIES } from "../hunt/findings/rule.ts";
import { techniqueDeriving } from "../techniques/derived-column.ts";
import { TECHNIQUES } from "../techniques/index.ts";
import { namedColumns } from "./named-columns.ts";
import { isSlug } from "./slug.ts";

type Place = (path: readonly PropertyKey[]) => string;
type Check = (rule: Rule, place: Place) => Problem[];

/** The checks that a schema cannot express. */
const CHECKS: readonly Check[] = [
  checkSpan,
  checkBands,
  keyHoldsTheTime,
  slugIsUsable,
  entityMappingsAreKnown,
  techniqueIsKnown,
  techniqueIsNamed,
];

export function checkRule(rule: Rule, place: Place): Problem[] {
  return CHECKS.flatMap((check) => check(rule, place));
}

function checkSpan({ hunt }: Rule, place: Place): Problem[] {
  if (hunt.slot > 0 && hunt.span > 0 && hunt.span % hunt.slot === 0) return [];
  return [
    {
      where: place(["hunt", "span"]),
      message: "hunt.span is not a whole multiple of hunt.slot",
      remedy: "choose a slot that divides the span",
    },
  ];
}

/** A lower score never has a higher severity, and no two bands are the same. */
function checkBands(rule: Rule, place: Place): Problem[] {
  const all = bandsOf(rule);
  const where = place(["hunt", "bands"]);
  return rule.hunt.bands.flatMap((band, index): Problem[] => {
    const next = all[index + 1] as Band;
    const alike = all.slice(index + 1).find((one) => bandsAlike(one, band));
    if (band.from === next.from)
      return [{ where, message: `two bands begin at ${band.from}`, remedy: "remove one" }];
    if (SEVERITIES.indexOf(band.severity) > SEVERITIES.indexOf(next.severity))
      return [
        {
          where,
          message: `the band from ${band.from} has a lower severity than ${bandText(next)}`,
          remedy: `use ${next.severity} or higher`,
        },
      ];
    if (!alike) return [];
    return [
      {
        where,
        message: `the band from ${band.from} is the same as ${bandText(alike)}`,
        remedy: "give it another delivery or severity, or remove it",
      },
    ];
  });
}

function bandsAlike(one: Band, other: Band): boolean {
  return one.severity === other.severity && one.delivery === other.delivery;
}

function bandText({ from }: Band): string {
  return from === 0 ? "what is below the bands" : `the band from ${from}`;
}

/** Without the time, events that repeat would be a single finding, in the slot of the first. */
function keyHoldsTheTime({ shape, hunt }: Rule, place: Place): Problem[] {
  if (shape === "aggregate" || hunt.key.includes(hunt.time)) return [];
  return [
    {
      where: place(["hunt", "key"]),
      message: `hunt.key does not contain the time column ${hunt.time}`,
      remedy: "add it, so that events at different times are different findings",
    },
  ];
}

function slugIsUsable({ slug }: Rule, place: Place): Problem[] {
  if (isSlug(slug)) return [];
  return [
    {
      where: place([]),
      message: `the folder name ${slug} is not a valid rule name`,
      remedy: "use lower-case letters, digits and -, beginning with a letter",
    },
  ];
}

function entityMappingsAreKnown({ entityMappings }: Rule, place: Place): Problem[] {
  return entityMappings.flatMap(({ entityType, fieldMappings }, index) => {
    const type = ENTITY_TYPES.get(entityType);
    if (!type) {
      const remedy = `use one of ${[...ENTITY_TYPES.keys()].join(", ")}`;
      return [
        {
          where: place(["entityMappings", index, "entityType"]),
          message: `${entityType} is not a known entity type`,
          remedy,
        },
      ];
    }
    return fieldMappings.flatMap(({ identifier }, field): Problem[] => {
      if (type.identifiers.includes(identifier)) return [];
      const where = place(["entityMappings", index, "fieldMappings", field, "identifier"]);
      return [
        {
          where,
          message: `${entityType} has no identifier ${identifier}`,
          remedy: `use one of ${type.identifiers.join(", ")}`,
        },
      ];
    });
  });
}

function techniqueIsKnown({ hunt: { technique } }: Rule, place: Place): Problem[] {
  if (technique === undefined || TECHNIQUES.has(technique)) return [];
  const names = [...TECHNIQUES.keys()];
  const near = nearest(technique, names);
  return [
    {
      where: place(["hunt", "technique"]),
      message: `${technique} is not a known technique`,
      remedy: near ? `did you mean ${near}?` : `use one of ${names.join(", ")}, or none`,
    },
  ];
}

/** Columns of a technique are empty in a rule that does not name it: no condition on them holds. */
function techniqueIsNamed(rule: Rule, place: Place): Problem[] {
  const missing = namedColumns(rule).flatMap(({ column, by, at }) => {
    const program = techniqueDeriving(column)?.program;
    const isOfQuery = new RegExp(`\\b${column}\\b`).test(rule.query);
    return program === undefined || program === rule.hunt.technique || isOfQuery
      ? []
      : [{ column, by, at, program }];
  });
  const [first] = missing;
  if (!first || (rule.hunt.technique !== undefined && !TECHNIQUES.has(rule.hunt.technique)))
    return [];
  const { column, by, at, program } = first;
  return [
    {
      where: place(at),
      message: `${by} names the column ${column}, which only the technique ${program} derives`,
      remedy:
        rule.hunt.technique === undefined
          ? `add the line technique: ${program} below hunt:`
          : `correct the name, or name ${program} as the rule's technique`,
    },
  ];
}
