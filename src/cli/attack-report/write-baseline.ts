import { existsSync } from "node:fs";
import { isMap, isSeq, parseDocument } from "yaml";
import { PARSER_OPTIONS } from "../../content/yaml-options.ts";
import { readText } from "../../files/read-text.ts";
import { replaceFile } from "../../files/write.ts";
import { lastDay } from "../../hunt/ignore/ignore.ts";
import { offeredEnd, TO_FILL } from "../../hunt/ignore/offered.ts";
import { misfit, type WhatIsKnown } from "./baseline.ts";
import type { BaselineItem } from "./baseline-schema.ts";
import { conditionDigest } from "./condition-digest.ts";
import { isTrusted, type Judged, witnessOf } from "./judged.ts";

const EMPTY = "# Attacks on ignore entries that are accepted (docs/ci.md)\naccepted: []\n";

export interface WrittenBaseline {
  readonly added: number;
  readonly kept: number;
  readonly removed: number;
}

/**
 * Writes a baseline that accepts the attacks which got through entries in force. Items that still
 * fit stay as they are, with the comments beside them; new ones have a reason to fill in; those that
 * fit nothing are removed, unless their entry was not attacked this time.
 * @throws the system error
 */
export function writeBaseline(
  file: string,
  items: readonly BaselineItem[],
  known: WhatIsKnown,
): WrittenBaseline {
  const { verdicts, now } = known;
  const document = parseDocument(readExisting(file), PARSER_OPTIONS);
  const list = document.get("accepted");
  if (!isSeq(list)) throw new TypeError(`${file} has no list of accepted attacks`);
  const fits = items.map((item) => isToKeep(item, known));
  list.items = list.items.filter((_, index) => fits[index]);
  const open = verdicts.filter(
    (verdict) =>
      isTrusted(verdict) && !items.some((item) => misfit(item, verdict, now) === undefined),
  );
  for (const verdict of open) {
    const node = document.createNode(newItem(verdict, now));
    if (isMap(node)) list.add(node);
  }
  list.flow = false;
  replaceFile(file, document.toString({ lineWidth: 0 }));
  const kept = fits.filter(Boolean).length;
  return { added: open.length, kept, removed: items.length - kept };
}

function readExisting(file: string): string {
  if (!existsSync(file)) return EMPTY;
  const read = readText(file);
  return "text" in read ? read.text : EMPTY;
}

function isToKeep(item: BaselineItem, { verdicts, entries, now }: WhatIsKnown): boolean {
  const attacked = verdicts.filter(({ entry }) => entry.id === item.entry);
  return attacked.length === 0
    ? entries.some(({ id }) => id === item.entry)
    : attacked.some((verdict) => misfit(item, verdict, now) === undefined);
}

function newItem({ entry, verdict }: Judged, now: number): object {
  const witness = witnessOf({ verdict });
  return {
    entry: entry.id,
    condition: conditionDigest(entry),
    witness: witness?.line,
    ...(witness?.image === undefined ? {} : { program: witness.image }),
    reason: `${TO_FILL} (why is it accepted?)`,
    owner: TO_FILL,
    expires: lastDay(offeredEnd(now)),
  };
}
