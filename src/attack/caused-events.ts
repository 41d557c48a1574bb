import { type Condition, fieldsIn, leavesIn } from "../hunt/conditions/condition.ts";
import type { HuntEvent, LineReader, Row } from "../hunt/conditions/event.ts";
import { type Matcher, matcher } from "../hunt/conditions/matcher.ts";
import { partMatcher } from "../hunt/conditions/part-matcher.ts";
import type { Attacker } from "./attacker.ts";
import { findControl } from "./control.ts";
import { isFileFact, sayFileFacts } from "./file-facts.ts";
import { sampleTexts, together } from "./sample.ts";
import { type StartPart, sayPart, startPart } from "./start-columns.ts";

/**
 * The columns around a line: who started it, where, as whom. The attacker is assumed to know the
 * values that the entry wants.
 */
export type Surroundings = Readonly<Record<string, string>>;

const MOST = 64;

const SHELL = "C:\\Windows\\System32\\cmd.exe";

const OWN_PARTS: readonly (StartPart | undefined)[] = ["image", "file", "line"];
const PARENT_IMAGE: readonly (StartPart | undefined)[] = ["parentImage", "parentFile"];

/** The events that lines of the attacker can cause. */
export interface CausedEvents {
  /** Every event that a line can cause. */
  list(line: string, image: string): HuntEvent[];
  /** The first of them that the entry hides; undefined if it hides none. */
  findHidden(line: string, image: string): HiddenEvent | undefined;
}

/** An event that an entry hides, with what the attacker set around the line for that. */
export interface HiddenEvent {
  readonly event: HuntEvent;
  readonly around: Surroundings;
}

/** One kind of event that a line can cause: what the line fills, and what can surround it. */
interface Stage {
  readonly surroundings: readonly Surroundings[];
  /** The surroundings of another program with the same name, whose file says other things. */
  readonly ofOtherFiles: readonly Surroundings[];
  readonly row: (line: string, image: string) => Row;
  /** Whether the entry may hide the event, as far as the line tells. Few lines pass this. */
  readonly mayHold: Matcher;
}

/**
 * The events that a line can cause: a start of the attacker's program and, for an entry that is not
 * about that program's own line, the start of a shell by it, if such children count.
 */
export function causedEvents(when: Condition, attacker: Attacker, children = true): CausedEvents {
  const fields = fieldsIn(when);
  const { source, images } = attacker;
  const isDerived = (field: string) => source.columns.includes(field);
  const isParents = (field: string) =>
    [...PARENT_IMAGE, "parentLine"].includes(startPart(field)) ||
    (isDerived(field) && field.startsWith("Parent"));
  const isOwn = (field: string) =>
    isFileFact(field) ||
    OWN_PARTS.includes(startPart(field)) ||
    (isDerived(field) && !field.startsWith("Parent"));
  const ofParent = fields.some(
    (field) => isParents(field) && !PARENT_IMAGE.includes(startPart(field)),
  );
  const ofShell =
    children &&
    (wantsAnother(when, attacker) ||
      (ofParent && !fields.some((field) => isDerived(field) && isOwn(field))));
  const stage = (row: Stage["row"], isOfLine: (field: string) => boolean): Stage => {
    const around = surroundings(when, isOfLine, source, row === shellRow ? shellLines : alone);
    return {
      surroundings: around,
      ofOtherFiles: around.map(withoutFixed),
      row,
      mayHold: partMatcher(when, source, isOfLine),
    };
  };
  const stages = [
    ...(fields.some(isOwn) || !ofParent || !children
      ? [stage((line, image) => startRow(line, image, attacker, fields), isOwn)]
      : []),
    ...(ofShell ? [stage(shellRow, isParents)] : []),
  ];
  const hides = matcher(when, source);
  const around = (one: Stage, image: string) =>
    images.includes(image) ? one.surroundings : one.ofOtherFiles;
  return {
    list: (line, image) =>
      stages.flatMap((one) =>
        around(one, image).map((way) => makeEvent(one.row(line, image), way, attacker)),
      ),
    findHidden: (line, image) => {
      for (const one of stages) {
        const row = one.row(line, image);
        if (!one.mayHold(makeEvent(row, {}, attacker))) continue;
        for (const way of around(one, image)) {
          const event = makeEvent(row, way, attacker);
          if (hides(event)) return { event, around: way };
        }
      }
      return undefined;
    },
  };
}

/** What follows from the file of a program of the attacker's cannot be what the entry wants. */
function withoutFixed(way: Surroundings): Surroundings {
  return Object.fromEntries(
    Object.entries(way).filter(([field]) => findControl(field)?.price !== "fixed"),
  );
}

/** A start of a program with a line, with what is asked for of the program's own file. */
export function startRow(
  line: string,
  image: string,
  attacker: Attacker,
  columns: readonly string[],
): Row {
  const facts = attacker.images.includes(image) ? sayFileFacts(attacker, columns) : {};
  return { ...sayImage("image", image), ...sayPart("line", line), ...facts };
}

/** The start of a shell by a program with a line. */
export function shellRow(line: string, image: string): Row {
  return {
    ...sayImage("image", SHELL),
    ...sayImage("parentImage", image),
    ...sayPart("parentLine", line),
  };
}

function sayImage(part: "image" | "parentImage", path: string): Row {
  const file = path.slice(path.lastIndexOf("\\") + 1);
  return { ...sayPart(part, path), ...sayPart(part === "image" ? "file" : "parentFile", file) };
}

/**
 * Lines of a shell that contain a text and run the attacker's command all the same; last the text
 * alone, which an attacker's module can have a shell run as well.
 */
function shellLines(text: string): string[] {
  return [`cmd /c x & rem ${text}`, `${text} & x`, `${text}" & x`, `cmd /c x & ${text}`, text];
}

/** A text as an event has it where nothing is known of its column. */
function alone(text: string): string[] {
  return [text];
}

/** Whether the program that was started must be a different one from the attacker's. */
export function wantsAnother(when: Condition, { program }: Pick<Attacker, "program">): boolean {
  const images = leavesIn(when).filter(({ field }) =>
    ["image", "file"].includes(startPart(field) ?? ""),
  );
  return (
    images.length > 0 &&
    !images.some((leaf) => sampleTexts(leaf).some((text) => text.toLowerCase().includes(program)))
  );
}

/** An event of a row, with what is around it. */
export function makeEvent(line: Row, around: Surroundings, { source }: Attacker): HuntEvent {
  const row = { ...line, ...sayAround(around), ...around };
  return { row, time: 0, derived: { ...source.derive(row), ...around } };
}

/** What is around a line, in every column that can say it. */
function sayAround(around: Surroundings): Row {
  const rows = Object.entries(around).map(([field, text]): Row => {
    const part = startPart(field);
    return part ? sayPart(part, text) : {};
  });
  return Object.assign({}, ...rows);
}

/**
 * The ways to fill the columns that an attack leaves open, with what the entry's conditions want.
 * `linesWith` gives the lines in which a text of a command line can stand.
 */
export function surroundings(
  when: Condition,
  isSet: (field: string) => boolean,
  reader: LineReader,
  linesWith: (text: string) => readonly string[] = alone,
): Surroundings[] {
  const wanted = new Map<string, Set<string>>();
  for (const leaf of leavesIn(when)) {
    if (isSet(leaf.field)) continue;
    const values = wanted.get(leaf.field) ?? new Set<string>();
    const forms = startPart(leaf.field) === "line" ? linesWith : alone;
    for (const text of sampleTexts(leaf).flatMap(forms)) values.add(text);
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
