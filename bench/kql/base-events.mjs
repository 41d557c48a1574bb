import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { toAsimRow } from "./asim-row.mjs";

const ROOT = join(import.meta.dirname, "../..");
const TABLES = ["SecurityEvent", "WindowsEvent", "DeviceProcessEvents"];

/**
 * The real process starts in the repository, each as its source logged it (`raw`) and in ASIM
 * ProcessEvent columns (`prepared`): those of samples/, which has both, then those of rules/.
 */
export function readBaseEvents() {
  const prepared = new Map(sample("imProcessCreate").map((row) => [row._ItemId, row]));
  const recorded = TABLES.flatMap(sample).map((raw) => ({
    raw,
    prepared: prepared.get(raw._ItemId),
  }));
  const cases = ruleEvents().map((raw) => ({ raw, prepared: toAsimRow(raw) }));
  return [...recorded, ...cases];
}

function sample(table) {
  const text = gunzipSync(readFileSync(join(ROOT, `samples/${table}.jsonl.gz`)));
  return lines(text.toString());
}

function lines(text) {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The starts in the cases of the shipped rules; a file's first line describes the case. */
function ruleEvents() {
  const rules = join(ROOT, "rules");
  const folders = readdirSync(rules)
    .filter((name) => name.startsWith("rundll32-"))
    .sort();
  return folders
    .map((name) => join(rules, name, "events"))
    .flatMap((folder) =>
      readdirSync(folder)
        .sort()
        .map((file) => join(folder, file)),
    )
    .flatMap((file) => lines(readFileSync(file, "utf8")).slice(1))
    .filter(isStart);
}

function isStart({ Type, EventID, ActionType }) {
  if (Type === "SecurityEvent") return EventID === 4688;
  if (Type === "WindowsEvent") return EventID === 1;
  return Type === "DeviceProcessEvents" && ActionType === "ProcessCreated";
}
