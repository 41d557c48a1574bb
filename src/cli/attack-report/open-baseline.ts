import { existsSync } from "node:fs";
import { countText } from "../../hunt/base/count-text.ts";
import { type Problem, problemText } from "../../hunt/base/problem.ts";
import { UserError } from "../user-error.ts";
import {
  acceptingItem,
  type Baseline,
  idleItems,
  readBaseline,
  type WhatIsKnown,
} from "./baseline.ts";
import type { Judged } from "./judged.ts";
import { writeBaseline as writeFile } from "./write-baseline.ts";

export interface BaselineOptions {
  /** File of the attacks that are accepted. */
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
}

/** A baseline while entries are attacked; without a file, it accepts nothing. */
export interface OpenBaseline {
  /** The verdict with the item that accepts the attack, if there is one. */
  judge(judged: Judged): Judged;
  /** To be called when all were attacked: writes the file if that was asked for. */
  close(
    verdicts: readonly Judged[],
    entries: WhatIsKnown["entries"],
  ): {
    readonly problems: readonly Problem[];
    readonly notices: readonly Problem[];
    readonly isWritten: boolean;
  };
}

/** @throws UserError if the file is not there, or if it is to be written over mistakes */
export function openBaseline({ baseline: file, writeBaseline }: BaselineOptions): OpenBaseline {
  const now = Date.now();
  if (file === undefined) {
    if (writeBaseline)
      throw new UserError("--write-baseline writes no file", "name --baseline FILE");
    return { judge: (judged) => judged, close: () => NOTHING };
  }
  const { items, problems } = openItems(file, writeBaseline === true);
  return {
    judge: (judged) => ({ ...judged, baseline: acceptingItem(items, judged, now) }),
    close(verdicts, entries) {
      const known = { verdicts, entries, now };
      if (!writeBaseline) return { problems, notices: idleItems(items, known), isWritten: false };
      return { problems: [], notices: [write(file, items, known)], isWritten: true };
    },
  };
}

const NOTHING = { problems: [], notices: [], isWritten: false };

function openItems(file: string, mayBeNew: boolean): Baseline {
  if (!existsSync(file)) {
    if (mayBeNew) return { items: [], problems: [] };
    throw new UserError(`there is no baseline ${file}`, "add --write-baseline to make it");
  }
  const read = readBaseline(file);
  if (mayBeNew && read.items.length === 0 && read.problems.length > 0)
    throw new UserError(
      `the baseline is not written over mistakes:\n${read.problems.map(problemText).join("\n")}`,
      "correct them and start again",
    );
  return read;
}

function write(file: string, items: Baseline["items"], known: WhatIsKnown): Problem {
  const { added, kept, removed } = writeFile(file, items, known);
  return {
    where: file,
    message: `${countText(added, "item")} added, ${kept} kept, ${removed} removed`,
    remedy: "fill in the reason and the owner of each: until then it accepts nothing",
  };
}
