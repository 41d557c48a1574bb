import {
  type Condition,
  type FieldCondition,
  fieldsIn,
  leavesIn,
} from "../hunt/conditions/condition.ts";
import { matcher } from "../hunt/conditions/matcher.ts";
import { partMatcher } from "../hunt/conditions/part-matcher.ts";
import type { Attacker } from "./attacker.ts";
import { makeEvent, shellRow, startRow } from "./caused-events.ts";
import { sampleTexts } from "./sample.ts";
import { startPart } from "./start-columns.ts";

/** What of an attacker's doing a rule is about. */
export interface WantedProgram {
  /** Starts of the program: the rule names it, or hits a known attack as it is. */
  readonly starts: boolean;
  /** What the program starts. */
  readonly children: boolean;
}

/** Whether a rule that hits only what a condition holds for is about an attacker's program. */
export function readWanted(wants: Condition, attacker: Attacker): WantedProgram {
  const { images, anyLine, source } = attacker;
  const columns = fieldsIn(wants);
  const mayStart = partMatcher(wants, source, isProgram);
  const mayBeParent = partMatcher(wants, source, isParent);
  const isStart = images.some((image) =>
    mayStart(makeEvent(startRow(anyLine, image, attacker, columns), {}, attacker)),
  );
  const isChild = images.some((image) =>
    mayBeParent(makeEvent(shellRow(anyLine, image), {}, attacker)),
  );
  return {
    starts: (isStart && names(wants, isProgram, attacker)) || hitsKnown(wants, attacker),
    children: isChild && names(wants, isParent, attacker),
  };
}

function isProgram(field: string): boolean {
  return field === "OriginalFileName" || ["image", "file"].includes(startPart(field) ?? "");
}

function isParent(field: string): boolean {
  return ["parentImage", "parentFile"].includes(startPart(field) ?? "");
}

function names(
  wants: Condition,
  isField: (field: string) => boolean,
  { program }: Attacker,
): boolean {
  const isNamed = (leaf: FieldCondition) =>
    sampleTexts(leaf).some((text) => text.toLowerCase().includes(program));
  return leavesIn(wants).some((leaf) => isField(leaf.field) && isNamed(leaf));
}

function hitsKnown(wants: Condition, attacker: Attacker): boolean {
  const { knownLines, images, source } = attacker;
  const [image = ""] = images;
  const columns = fieldsIn(wants);
  const hits = matcher(wants, source);
  return knownLines.some((line) =>
    hits(makeEvent(startRow(line, image, attacker, columns), {}, attacker)),
  );
}
