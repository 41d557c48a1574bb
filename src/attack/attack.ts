import type { SourceKnowledge } from "../hunt/event.ts";
import type { IgnoreEntry } from "../hunt/ignore.ts";
import { matcher } from "../hunt/matcher.ts";
import { parseRundll32 } from "../windows/rundll32.ts";
import { abuseOf } from "./abuse.ts";
import { ACCEPTED, type Accepted } from "./accepted.ts";
import { bentLines, imitatingLines, impostors, textsOf, type Wants, wantsOf } from "./bent-lines.ts";
import { KNOWN_LINES } from "./known-lines.ts";
import { mutants } from "./mutate.ts";
import { settings } from "./setting.ts";

/** A line that an entry hides though it is an attack. */
export interface Bypass {
  readonly line: string;
  /** Why it is an attack. */
  readonly abuse: string;
}

const RUNDLL32 = ["C:\\Windows\\System32\\rundll32.exe", "C:\\Windows\\SysWOW64\\rundll32.exe"];
/** How many mutants of known lines are tried after the lines that are bent towards the entry: under a second. */
const TRIES = 3_000;

/**
 * Tries to hide an attack behind an entry: rundll32 loads what a user put somewhere, or a module of Windows that runs its
 * arguments, and everything that whoever starts it chooses is bent towards the entry's conditions: the name the program is
 * called by, folder and name of the module, export, ordinal, quotes, arguments, and who started it. The parsed meaning of each
 * line is checked.
 * @returns the shortest line that gets through; undefined where none of the tried ones does
 */
export function attack({ when }: Pick<IgnoreEntry, "when">, knowledge: SourceKnowledge, tries = TRIES): Bypass | undefined {
  const hides = matcher(when, knowledge);
  const eventsOf = settings(when, knowledge);
  let best: Bypass | undefined;
  const attempt = (line: string) => {
    if (best !== undefined && line.length >= best.line.length) return;
    const parsed = parseRundll32(line);
    for (const image of RUNDLL32) {
      const abuse = abuseOf(parsed, image);
      if (abuse && eventsOf(line, image).some(hides)) best = { line, abuse };
    }
  };
  const wants = wantsOf(when);
  for (const line of KNOWN_LINES) attempt(line);
  for (const line of bentLines(wants)) attempt(line);
  for (const line of mutants(textsOf(wants), tries)) attempt(line);
  return best ?? imitation(wants, (line, image) => eventsOf(line, image).some(hides));
}

/** What the entry is for, done by a program of the attacker's that is called rundll32.exe, as any program can be. */
function imitation(wants: Wants, isHidden: (line: string, image: string) => boolean): Bypass | undefined {
  for (const image of impostors(wants))
    for (const line of imitatingLines(wants))
      if (isHidden(line, image)) return { line, abuse: `is the line of ${image}, which is another program` };
  return undefined;
}

/** What an entry hides of what is accepted, with the reason. */
export function accepted({ when }: Pick<IgnoreEntry, "when">, knowledge: SourceKnowledge): readonly Accepted[] {
  const hides = matcher(when, knowledge);
  const eventsOf = settings(when, knowledge);
  return ACCEPTED.filter(({ lines }) => lines.some((line) => eventsOf(line, RUNDLL32[0] ?? "").some(hides)));
}
