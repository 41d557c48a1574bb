import { type Condition, fieldsIn, leavesIn } from "../hunt/conditions/condition.ts";
import type { HuntEvent, LineReader, Row } from "../hunt/conditions/event.ts";
import { type Matcher, matcher } from "../hunt/conditions/matcher.ts";
import { partMatcher } from "../hunt/conditions/part-matcher.ts";
import type { Attacker } from "./attacker.ts";
import { sampleTexts, together } from "./sample.ts";

/**
 * The columns around a line: who started it, where, as whom. The attacker is assumed to know the
 * values that the entry wants.
 */
type Surroundings = Readonly<Record<string, string>>;

const MOST = 64;

const OWN_LINE = /^(Target)?Process(Name|CommandLine)?$|^TargetProcess|^CommandLine$/;
const PARENT_LINE = /^ActingProcess(Name|CommandLine)$|^ParentCommandLine$/;

/** The events that lines of the attacker can cause. */
export interface CausedEvents {
  /** Every event that a line can cause. */
  list(line: string, image: string): HuntEvent[];
  /** Whether the entry hides one of them. */
  isHidden(line: string, image: string): boolean;
}

/** One kind of event that a line can cause: what the line fills, and what can surround it. */
interface Stage {
  readonly surroundings: readonly Surroundings[];
  readonly row: (line: string, image: string) => Row;
  /** Whether the entry may hide the event, as far as the line tells. Few lines pass this. */
  readonly mayHold: Matcher;
}

/**
 * The events that a line can cause: a start of the attacker's program and, for an entry that is not
 * about that program's own line, the start of a shell by it.
 */
export function causedEvents(when: Condition, attacker: Attacker): CausedEvents {
  const fields = fieldsIn(when);
  const { source } = attacker;
  const isDerived = (field: string) => source.columns.includes(field);
  const isParents = (field: string) =>
    PARENT_LINE.test(field) || (isDerived(field) && field.startsWith("Parent"));
  const isOwn = (field: string) =>
    OWN_LINE.test(field) || (isDerived(field) && !field.startsWith("Parent"));
  const ofParent = fields.some((field) => isParents(field) && field !== "ActingProcessName");
  const ofShell =
    wantsAnother(when, attacker) ||
    (ofParent && !fields.some((field) => isDerived(field) && isOwn(field)));
  const stage = (row: Stage["row"], isOfLine: (field: string) => boolean): Stage => ({
    surroundings: surroundings(when, isOfLine, source, row === shellRow),
    row,
    mayHold: partMatcher(when, source, isOfLine),
  });
  const stages = [
    ...(fields.some(isOwn) || !ofParent ? [stage(startRow, isOwn)] : []),
    ...(ofShell ? [stage(shellRow, isParents)] : []),
  ];
  const hides = matcher(when, source);
  return {
    list: (line, image) =>
      stages.flatMap((one) =>
        one.surroundings.map((around) => makeEvent(one.row(line, image), around, attacker)),
      ),
    isHidden: (line, image) =>
      stages.some((one) => {
        const row = one.row(line, image);
        return (
          one.mayHold(makeEvent(row, {}, attacker)) &&
          one.surroundings.some((around) => hides(makeEvent(row, around, attacker)))
        );
      }),
  };
}

function startRow(line: string, image: string): Row {
  return {
    Process: image,
    TargetProcessName: image,
    CommandLine: line,
    TargetProcessCommandLine: line,
  };
}

function shellRow(line: string, image: string): Row {
  return {
    Process: "C:\\Windows\\System32\\cmd.exe",
    ActingProcessName: image,
    ParentCommandLine: line,
    ActingProcessCommandLine: line,
  };
}

/**
 * Lines of a shell that contain a text and run the attacker's command all the same; last the text
 * alone, which an attacker's module can have a shell run as well.
 */
function shellLines(text: string): string[] {
  return [`cmd /c x & rem ${text}`, `${text} & x`, `${text}" & x`, `cmd /c x & ${text}`, text];
}

/** Whether the program that was started must be a different one from the attacker's. */
export function wantsAnother(when: Condition, { program }: Pick<Attacker, "program">): boolean {
  const images = leavesIn(when).filter(({ field }) => /^(Target)?Process(Name)?$/.test(field));
  return (
    images.length > 0 &&
    !images.some((leaf) => sampleTexts(leaf).some((text) => text.toLowerCase().includes(program)))
  );
}

function makeEvent(line: Row, around: Surroundings, { source }: Attacker): HuntEvent {
  const row = { ...line, ...around };
  return { row, time: 0, derived: { ...source.derive(row), ...around } };
}

/**
 * The ways to fill the columns that the line does not fill, with what the entry's conditions want.
 */
function surroundings(
  when: Condition,
  isOfLine: (field: string) => boolean,
  reader: LineReader,
  ofShell: boolean,
): Surroundings[] {
  const wanted = new Map<string, Set<string>>();
  for (const leaf of leavesIn(when)) {
    if (isOfLine(leaf.field)) continue;
    const values = wanted.get(leaf.field) ?? new Set<string>();
    const isShells = ofShell && /^(TargetProcess)?CommandLine$/.test(leaf.field);
    for (const text of sampleTexts(leaf).flatMap(isShells ? shellLines : (one) => one))
      values.add(text);
    wanted.set(leaf.field, values);
  }
  let ways: Surroundings[] = [{}];
  for (const [field, values] of wanted)
    ways = ways
      .flatMap((way) =>
        fitting(when, field, [...values], reader).map((value) => ({ ...way, [field]: value })),
      )
      .slice(0, MOST);
  return ways;
}

/**
 * The texts of a column for which a condition may hold or, if there are none, two of them joined;
 * if it holds for none of those either, the first text.
 */
function fitting(
  when: Condition,
  field: string,
  texts: readonly string[],
  reader: LineReader,
): readonly string[] {
  const mayHold = partMatcher(when, reader, (one) => one === field);
  const fits = (text: string) => mayHold({ row: { [field]: text }, time: 0, derived: {} });
  const single = texts.filter(fits);
  const fit = single.length > 0 ? single : together(texts).filter(fits);
  return fit.length > 0 ? fit : texts.slice(0, 1);
}
