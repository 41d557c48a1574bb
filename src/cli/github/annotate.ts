import { filePlace } from "../ci/file-place.ts";
import type { Level, Remark } from "../ci/remark.ts";
import { type AnnotationLevel, annotation } from "./workflow-command.ts";

/** GitHub shows so many annotations of a level for each step, and drops the rest. */
const MOST_OF_LEVEL = 10;

const LEVELS: Readonly<Record<Level, AnnotationLevel>> = {
  error: "error",
  warning: "warning",
  note: "notice",
};

/**
 * Remarks as annotations, at most as many of each level as GitHub shows, and how many are left out.
 * Notes that are not about a file of the repository are not annotated.
 */
export function annotate(remarks: readonly Remark[]): {
  readonly commands: readonly string[];
  readonly left: Readonly<Record<AnnotationLevel, number>>;
} {
  const shown = remarks.flatMap((remark) => {
    const place = filePlace(remark.where);
    const isHere = place?.isBelow === true;
    return isHere || remark.level !== "note" ? [{ remark, place: isHere ? place : undefined }] : [];
  });
  const left = { error: 0, warning: 0, notice: 0 };
  const counts = { ...left };
  const commands: string[] = [];
  for (const { remark, place } of shown) {
    const level = LEVELS[remark.level];
    counts[level] += 1;
    if (counts[level] > MOST_OF_LEVEL) left[level] += 1;
    else
      commands.push(
        annotation(level, {
          file: place?.path,
          line: place?.line,
          col: place?.column,
          title: remark.kind.title,
          message: place ? textOf(remark) : `${remark.where}: ${textOf(remark)}`,
        }),
      );
  }
  return { commands, left };
}

function textOf({ message, remedy }: Remark): string {
  return `${message}; ${remedy}`;
}
