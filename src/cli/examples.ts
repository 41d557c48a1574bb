import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { RULES_FOLDER } from "./paths.ts";

/** The rules that ship; examples name them. */
const SHIPPED = existsSync(RULES_FOLDER) ? readdirSync(RULES_FOLDER).sort().filter(isRule) : [];
const [FIRST = "NAME", LAST = FIRST] = [SHIPPED[0], SHIPPED.at(-1)];

/** Examples of each command, by the words after `hunts`, as its help shows them. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  "": [
    "hunts run",
    "hunts new rule certutil-download --content soc",
    "hunts run --live --workspace ID --last 7d",
  ],
  run: [
    `hunts run --rule ${FIRST} --from 2021-06-22 --to 2021-06-24`,
    "hunts run --data SecurityEvent.csv --dry-run",
    "hunts run --json --fail-on-findings",
    "hunts run --live --workspace ID --last 7d",
    `hunts run --live --apply --rule ${LAST} --last 7d`,
  ],
  query: [
    'hunts query "_Im_ProcessCreate | summarize count() by Type"',
    "hunts query --file hunt.kql --data SecurityEvent.csv",
    'hunts query --json "SecurityEvent | take 5"',
    'hunts query --format csv --max-seconds 30 "SecurityEvent | summarize count() by Account"',
    "hunts query --batch cases.jsonl",
  ],
  test: [
    "hunts test",
    `hunts test --rule ${LAST}`,
    "hunts test --content soc",
    "hunts test --content soc --format junit",
  ],
  check: [
    "hunts check",
    "hunts check --content soc",
    "hunts check --json my-rules",
    "hunts check --content soc --format sarif",
  ],
  doctor: ["hunts doctor", "hunts doctor --live", "hunts doctor --live --apply"],
  accept: [
    "hunts accept",
    "hunts accept --apply",
    "hunts accept --live --apply --app https://APP.azurewebsites.net",
  ],
  retract: [
    `hunts retract --rule ${LAST} --from 2021-06-22 --to 2021-06-24`,
    "hunts retract --live --apply --rule SLUG --from 2026-11-01 --to 2026-11-08",
    "hunts retract --live --run ID --app https://APP.azurewebsites.net",
  ],
  ignore: ["hunts ignore list", "hunts ignore preview lock-workstation", "hunts ignore attack"],
  "ignore list": [
    "hunts ignore list",
    "hunts ignore list --days 30",
    "hunts ignore list --live --json",
  ],
  "ignore preview": [
    "hunts ignore preview lock-workstation",
    'hunts ignore preview "backup.dll" --days 7',
    "hunts ignore preview new-entries.yaml --live --workspace ID",
  ],
  "ignore attack": [
    "hunts ignore attack",
    "hunts ignore attack lock-workstation",
    "hunts ignore attack new-entries.yaml --content soc",
    "hunts ignore attack sigma-rule.yml",
    "hunts ignore attack exceptions.ndjson --rule odd-loads",
    "hunts ignore attack --content soc --baseline baseline.yaml --format sarif",
  ],
  "ignore suggest": [
    "hunts ignore suggest 0b5c3a1e",
    "hunts ignore suggest 0b5c3a1e 7d41e902 --content soc",
    "hunts ignore suggest --closed-as benign --live",
  ],
  new: [
    "hunts new rule certutil-download --content soc",
    "hunts new rule --from odd-shells.yaml --content soc",
    "hunts new case 0b5c3a1e --content soc",
  ],
  "new rule": [
    "hunts new rule certutil-download --content soc",
    "hunts new rule certutil-download",
    "hunts new rule --from odd-shells.yaml --content soc",
    "hunts new rule office-shells --from export.json --content soc",
  ],
  "new case": [
    "hunts new case 0b5c3a1e --content soc",
    "hunts new case 0b5c3a1e --content soc --data SecurityEvent.csv --name office-shell",
  ],
  package: ["hunts package", "hunts package --content soc --out build"],
  emulator: [
    "hunts emulator --port 8787",
    "hunts emulator --port 8787 --resources resources.jsonl --fault 429:3",
  ],
  completion: [
    'eval "$(hunts completion bash)"',
    "hunts completion fish | source",
    "hunts completion powershell | Out-String | Invoke-Expression",
  ],
};

/** The examples of a command as its help shows them; "" if it has none. */
export function examplesText(path: readonly string[]): string {
  const examples = EXAMPLES[path.join(" ")] ?? [];
  return examples.length === 0
    ? ""
    : ["", "Examples:", ...examples.map((example) => `  $ ${example}`)].join("\n");
}

function isRule(name: string): boolean {
  return !name.startsWith("_") && existsSync(join(RULES_FOLDER, name, "rule.yaml"));
}
