import { together } from "../../../attack/sample.ts";
import { wantedTexts } from "../../../attack/wanted-texts.ts";
import { type Condition, fieldsIn } from "../../../hunt/conditions/condition.ts";
import { partMatcher } from "../../../hunt/conditions/part-matcher.ts";
import { sourceFor } from "../../source.ts";
import { IMAGES } from "../abuse.ts";

/** Texts that an entry's conditions want, by the part of a line in which they can occur. */
export interface Wants {
  readonly module: readonly string[];
  readonly name: readonly string[];
  readonly arguments: readonly string[];
  readonly options: readonly string[];
  /** Anywhere in the line as written. */
  readonly line: readonly string[];
  /** The program's own path. */
  readonly image: readonly string[];
}

type Part = keyof Wants;

const FIELDS: Readonly<Record<Part, RegExp>> = {
  module: /Rundll32(Module|Base)$/,
  name: /Rundll32(Export|Ordinal)$/,
  arguments: /Rundll32Arguments$/,
  options: /Rundll32Options$/,
  line: /CommandLine$/,
  image: /^(Target|Acting)?Process(Name)?$/,
};

export function readWants(when: Condition): Wants {
  const of = (part: Part) => wantedTexts(when, (field) => FIELDS[part].test(field));
  return {
    module: together(of("module")),
    name: of("name").map((name) => (/^\d+$/.test(name) ? `#${name}` : name)),
    ...{ arguments: of("arguments"), options: of("options"), line: of("line"), image: of("image") },
  };
}

/** All texts that can occur in a line. */
export function listTexts({ image: _, ...parts }: Wants): string[] {
  return [...new Set(Object.values(parts).flat())];
}

/** What an entry leaves open, and which texts it lets pass as a part of a line. */
export interface Limits {
  /** Whether the entry says something of the part. */
  isBound(part: Part): boolean;
  /** The distinct texts of a part of a line, such as `rundll32 TEXT,a`, that the entry lets pass. */
  fitting(part: Part, texts: Iterable<string>): string[];
}

const LINES: Partial<Record<Part, (text: string) => string>> = {
  module: (text) => `rundll32 ${/[\s,]/.test(text) ? `"${text}"` : text},a`,
  name: (text) => `rundll32 x,${text}`,
  arguments: (text) => `rundll32 x,a ${text}`,
};

export function readLimits(when: Condition): Limits {
  const source = sourceFor("rundll32");
  const [image = ""] = IMAGES;
  const fields = fieldsIn(when);
  const boundBy = (part: Part) => fields.filter((field) => FIELDS[part].test(field));
  return {
    isBound: (part) => boundBy(part).length > 0,
    fitting: (part, texts) => {
      const distinct = [...new Set(texts)];
      const bound = boundBy(part);
      const write = LINES[part];
      // An entry that is about both lines, the start's and its parent's, may want two texts.
      const ofParent = bound.filter((field) => field.startsWith("Parent")).length;
      if (write === undefined || bound.length === 0) return distinct;
      if (ofParent > 0 && ofParent < bound.length) return distinct;
      const mayHold = partMatcher(when, source, (field) => FIELDS[part].test(field));
      return distinct.filter((text) => {
        const line = write(text);
        const row = { Process: image, CommandLine: line, ActingProcessName: image };
        const derived = source.derive({ ...row, ParentCommandLine: line });
        return mayHold({ row: {}, time: 0, derived });
      });
    },
  };
}
