import type { Grammar, Mutation } from "../mutate.ts";
import { isProof } from "./abuse.ts";
import { plainNames } from "./adapted-lines.ts";
import type { ProgramModel } from "./program-model.ts";
import { divideUse, hasScript, slotChoices } from "./slots.ts";

/** A line in parts: what calls the program, and the parts of a use with what stands for each. */
interface Written {
  readonly name: string;
  readonly use: readonly string[];
  readonly filled: readonly string[];
}

/** How the lines of a model are varied at random. */
export function modelGrammar(model: ProgramModel): Grammar<Written> {
  const [image = ""] = model.images;
  return {
    bases: [
      ...model.uses.map((use) => makeWritten(use, model)),
      ...model.knownLines.map(takeApart),
    ],
    spellings: [
      (line, _, pick) => ({ ...line, name: pick(plainNames(model)) }),
      (line, _, pick) => ({
        ...line,
        name: pick([line.name.toUpperCase(), line.name.toLowerCase()]),
      }),
      (line, _, pick) => changeOne(line, "{-}", () => pick(model.dashes), pick),
      spellOption(model),
      (line, _, pick) => changeOne(line, "{url}", (text) => pick(spellAddress(text)), pick),
      (line, _, pick) => changeOne(line, "{file}", (text) => pick(spellFile(text)), pick),
    ],
    copies: [
      (line, texts, pick) => ({ ...line, name: pick([pick(texts), `"${pick(texts)}"`]) }),
      ...["{url}", "{file}", "{extra}", "{remark}"].map(fillSlot(model)),
    ],
    write: ({ name, filled }) => `${name} ${filled.join("")}`.trimEnd(),
    isAttack: (line) => isProof(line, [], model.readLine(line)(image)),
  };
}

function makeWritten(use: string, model: ProgramModel): Written {
  const parts = divideUse(use);
  const filled = parts.map((part) => slotChoices(part, [], model, false)[0] ?? "");
  return { name: model.program, use: parts, filled };
}

/** A known line stays as it is, but for the program's name. */
function takeApart(line: string): Written {
  const [name = ""] = /^(?:"[^"]*"|\S*)/.exec(line) ?? [];
  const rest = line.slice(name.length + 1);
  return { name, use: [rest], filled: [rest] };
}

type Pick = Parameters<Mutation<Written>>[2];

/** Changes what stands for one of a use's slots of a kind. */
function changeOne(
  line: Written,
  slot: string,
  change: (text: string) => string,
  pick: Pick,
): Written {
  const places = line.use.flatMap((part, at) => (part === slot ? [at] : []));
  if (places.length === 0) return line;
  const at = pick(places);
  return { ...line, filled: line.filled.with(at, change(line.filled[at] ?? "")) };
}

function fillSlot(model: ProgramModel) {
  return (slot: string): Mutation<Written> =>
    (line, texts, pick) => {
      const isScript = hasScript(line.use.join(""));
      const choices = slotChoices(slot, [pick(texts)], model, isScript);
      return changeOne(line, slot, () => pick(choices), pick);
    };
}

/** Another spelling of an option: its short forms, its case, empty quotes in it, blanks behind it. */
function spellOption({ dashes, spellings }: ProgramModel): Mutation<Written> {
  return (line, _, pick) => {
    const places = line.use.flatMap((part, at) => (part === "{-}" ? [at + 1] : []));
    if (dashes.length === 0 || places.length === 0) return line;
    const at = pick(places);
    const [option = ""] = /^\w*/.exec(line.filled[at] ?? "") ?? [];
    const inner = `${option.slice(0, 1)}""${option.slice(1)}`;
    const forms = [...(spellings[option] ?? []), option.toUpperCase(), option.toLowerCase(), inner];
    const rest = (line.filled[at] ?? "").slice(option.length);
    const blanks = pick([rest, rest, rest.replace(/^ /, "  "), rest.replace(/^ /, "\t")]);
    return { ...line, filled: line.filled.with(at, pick(forms) + blanks) };
  };
}

/** Other spellings of an address that lead to the same place. */
function spellAddress(address: string): string[] {
  const number = address.replace("203.0.113.9", "3405803785");
  return [
    address.replace(/^http/, "hTtP"),
    address.replace("203.0.113.9", "203.0.113.9:80"),
    address.replace("203.0.113.9", "0xCB.0.0x71.9"),
    number,
    address.replace(/^http:\/\/(?=\d)/, "http://www.x@"),
  ];
}

/** Other spellings of a path that open the same file. */
function spellFile(path: string): string[] {
  return [
    path.toUpperCase(),
    path.replaceAll("\\", "/"),
    path.replace(/\\([^\\]+)$/, "\\.\\$1"),
    path.replace(/^C:\\ProgramData\\/, "C:\\PROGRA~3\\"),
    path.replace(/^C:\\(?!.*\.\.)/, "\\\\?\\C:\\"),
    path.replace(/^C:\\/, "\\\\127.0.0.1\\C$\\"),
    `"${path.replaceAll('"', "")}"`,
  ];
}
