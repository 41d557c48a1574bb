import { type Condition, fieldsOf, leavesOf } from "../hunt/conditions/condition.ts";
import type { HuntEvent, Row, SourceKnowledge } from "../hunt/conditions/event.ts";
import { partMatcher } from "./program.ts";
import { samplesOf, together } from "./sample.ts";

/**
 * The columns around a line: who started it, where, as whom. The attacker is taken to have found
 * the entry's own.
 */
type Surroundings = Readonly<Record<string, string>>;

const MOST = 64;

const OWN_LINE = /^(Target)?Process(Name|CommandLine)?$|^TargetProcess|^CommandLine$|^Rundll32/;
const PARENT_LINE = /^ActingProcess(Name|CommandLine)$|^ParentCommandLine$|^ParentRundll32/;

/**
 * Makes the events that a line can be: a start of rundll32 and, for an entry that is not about
 * rundll32's own line, the start of a shell by it.
 */
export function settings(
  when: Condition,
  knowledge: SourceKnowledge,
): (line: string, image: string) => HuntEvent[] {
  const fields = fieldsOf(when);
  const ofParent = fields.some((field) => PARENT_LINE.test(field) && field !== "ActingProcessName");
  const ofOwn = fields.some((field) => OWN_LINE.test(field));
  const starts = ofOwn || !ofParent ? surroundings(when, OWN_LINE, knowledge) : [];
  const ofShell =
    wantsAnother(when) || (ofParent && !fields.some((field) => field.startsWith("Rundll32")));
  const shells = ofShell ? surroundings(when, PARENT_LINE, knowledge) : [];
  return (line, image) => {
    const start: Row = {
      Process: image,
      TargetProcessName: image,
      CommandLine: line,
      TargetProcessCommandLine: line,
    };
    const parent: Row = {
      ActingProcessName: image,
      ParentCommandLine: line,
      ActingProcessCommandLine: line,
    };
    const shell: Row = { Process: "C:\\Windows\\System32\\cmd.exe", ...parent };
    return [
      ...starts.map((around) => eventOf(start, around, knowledge)),
      ...shells.map((around) => eventOf(shell, around, knowledge)),
    ];
  };
}

/** Whether the program that started must be another than rundll32. */
export function wantsAnother(when: Condition): boolean {
  const images = leavesOf(when).filter(({ field }) => /^(Target)?Process(Name)?$/.test(field));
  return (
    images.length > 0 &&
    !images.some((leaf) => samplesOf(leaf).some((text) => /rundll32/i.test(text)))
  );
}

function eventOf(line: Row, around: Surroundings, knowledge: SourceKnowledge): HuntEvent {
  const row = { ...line, ...around };
  return { row, time: 0, derived: { ...knowledge.derive(row), ...around } };
}

/** Every way to fill the columns that the line does not, as the entry's conditions want them. */
function surroundings(when: Condition, ofLine: RegExp, knowledge: SourceKnowledge): Surroundings[] {
  const wanted = new Map<string, Set<string>>();
  for (const leaf of leavesOf(when)) {
    if (ofLine.test(leaf.field)) continue;
    const values = wanted.get(leaf.field) ?? new Set<string>();
    for (const text of samplesOf(leaf)) values.add(text);
    wanted.set(leaf.field, values);
  }
  let ways: Surroundings[] = [{}];
  for (const [field, values] of wanted)
    ways = ways
      .flatMap((way) =>
        fitting(when, field, [...values], knowledge).map((value) => ({ ...way, [field]: value })),
      )
      .slice(0, MOST);
  return ways;
}

/**
 * The texts of a column for which a condition may hold, or such as are made of two of them; the
 * first of all where it holds for none.
 */
function fitting(
  when: Condition,
  field: string,
  texts: readonly string[],
  knowledge: SourceKnowledge,
): readonly string[] {
  const mayHold = partMatcher(when, knowledge, (one) => one === field);
  const fits = (text: string) => mayHold({ row: { [field]: text }, time: 0, derived: {} });
  const single = texts.filter(fits);
  const fit = single.length > 0 ? single : together(texts).filter(fits);
  return fit.length > 0 ? fit : texts.slice(0, 1);
}
