import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const BIOME = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

/** A file, and an import that it must not have. */
const REFUSED: readonly (readonly [file: string, specifier: string])[] = [
  ["src/kql/planted.ts", "../attack/try-attacks.ts"],
  ["src/kql/planted.ts", "../techniques/source.ts"],
  ["src/kql/operators/planted.ts", "../../doctor/check.ts"],
  ["src/kql/operators/planted.ts", "../../hunt/base/window.ts"],
  ["src/kql/planted.ts", "../../functions/main.ts"],
  ["functions/planted.ts", "../src/emulator/emulator.ts"],
  ["functions/planted.ts", "../src/cli/main.ts"],
  ["functions/planted.ts", "../src/kql/engine.ts"],
  ["functions/planted.ts", "@azure/monitor-query"],
  ["functions/planted.ts", "../src/azure/logs.ts"],
  ["functions/planted.ts", "../src/hunt/runs/tick.ts"],
  ["src/app/planted.ts", "../emulator/emulator.ts"],
  ["src/app/planted.ts", "../cli/main.ts"],
  ["src/app/planted.ts", "../../functions/main.ts"],
  ["src/app/lane/planted.ts", "../../kql/engine.ts"],
  ["src/app/planted.ts", "@azure/identity"],
  ["src/azure/planted.ts", "../app/clients.ts"],
  ["src/hunt/runs/planted.ts", "../../app/clients.ts"],
  ["src/emulator/planted.ts", "../app/clients.ts"],
  ["src/emulator/planted.ts", "../kql/engine.ts"],
  ["src/emulator/planted.ts", "../kql/values/types.ts"],
  ["src/cli/query/planted.ts", "../../kql/functions/conversion.ts"],
  ["src/cli/planted.ts", "../azure/logs.ts"],
  ["src/cli/look/planted.ts", "../../stores/dry.ts"],
  ["src/cli/planted.ts", "@azure/monitor-query"],
  ["src/hunt/base/planted.ts", "node:fs"],
  ["src/hunt/base/planted.ts", "../conditions/event.ts"],
  ["src/hunt/conditions/planted.ts", "../findings/rule.ts"],
  ["src/hunt/conditions/planted.ts", "node:child_process"],
  ["src/hunt/ignore/planted.ts", "../findings/rule.ts"],
  ["src/hunt/findings/planted.ts", "../ledger/slot.ts"],
  ["src/hunt/findings/entities/planted.ts", "../../delivery/write.ts"],
  ["src/hunt/findings/planted.ts", "node:os"],
  ["src/hunt/ledger/planted.ts", "../delivery/write.ts"],
  ["src/hunt/delivery/planted.ts", "../runs/run.ts"],
  ["src/hunt/delivery/kinds/planted.ts", "../../../azure/logs.ts"],
  ["src/hunt/runs/planted.ts", "../../stores/tables.ts"],
  ["src/hunt/runs/planted.ts", "../../windows/command-line.ts"],
  ["src/hunt/findings/planted.ts", "../../techniques/index.ts"],
  ["src/hunt/runs/planted.ts", "../../techniques/source.ts"],
  ["src/windows/planted.ts", "../techniques/source.ts"],
  ["src/attack/planted.ts", "../techniques/attackers.ts"],
  ["src/techniques/planted.ts", "../azure/logs.ts"],
  ["src/techniques/planted.ts", "../cli/main.ts"],
  ["src/techniques/planted.ts", "../rules/load.ts"],
  ["src/techniques/rundll32/planted.ts", "../../hunt/runs/run.ts"],
  ["src/techniques/rundll32/attack/planted.ts", "../../../ignore-lists/weakness.ts"],
  ["src/rules/planted.ts", "../techniques/rundll32/index.ts"],
  ["src/ignore-lists/planted.ts", "../techniques/attackers.ts"],
  ["src/cli/planted.ts", "../techniques/rundll32/line.ts"],
  ["src/settings/planted.ts", "../techniques/index.ts"],
  ["functions/planted.ts", "../src/techniques/attackers.ts"],
  ["functions/planted.ts", "../src/techniques/rundll32/attack/index.ts"],
  ["src/hunt/runs/trouble/planted.ts", "@azure/identity"],
  ["src/windows/planted.ts", "../hunt/runs/run.ts"],
  ["src/azure/planted.ts", "../cli/main.ts"],
  ["src/azure/planted.ts", "../stores/tables.ts"],
  ["src/rules/planted.ts", "../azure/logs.ts"],
  ["src/emulator/planted.ts", "../hunt/runs/run.ts"],
  ["src/cli/planted.ts", "../../functions/main.ts"],
  ["src/files/planted.ts", "../hunt/base/window.ts"],
];

const ALLOWED: readonly (readonly [file: string, specifier: string])[] = [
  ["src/hunt/runs/planted.ts", "../base/window.ts"],
  ["src/hunt/delivery/kinds/planted.ts", "../../base/escape.ts"],
  ["src/emulator/planted.ts", "../kql/index.ts"],
  ["src/cli/planted.ts", "../kql/language/answers.ts"],
  ["src/azure/planted.ts", "../stores/table-rows.ts"],
  ["functions/planted.ts", "@azure/functions"],
  ["src/app/planted.ts", "../techniques/source.ts"],
  ["src/rules/planted.ts", "../techniques/index.ts"],
  ["src/ignore-lists/planted.ts", "../techniques/source.ts"],
  ["src/techniques/rundll32/planted.ts", "../../windows/path.ts"],
  ["src/techniques/rundll32/attack/planted.ts", "../../../attack/impostors.ts"],
  ["functions/planted.ts", "../src/app/lane/run-lane.ts"],
  ["src/app/planted.ts", "../azure/logs.ts"],
  ["src/app/lane/planted.ts", "../../settings/lanes.ts"],
  ["src/cli/planted.ts", "../app/clients.ts"],
];

let found: ReadonlyMap<string, string>;

/**
 * A folder of its own with the project's rules and a file for each planted import; what the linter
 * says of each.
 */
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "hunts-"));
  const config = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8")) as Record<
    string,
    unknown
  >;
  writeFileSync(
    join(folder, "biome.json"),
    JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }),
  );
  const planted = [...REFUSED, ...ALLOWED].map(([file, specifier], index) => {
    const path = file.replace("planted", `planted${index}`);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `import { x } from "${specifier}";\n\nexport const y = x;\n`);
    return path;
  });
  const args = [
    BIOME,
    "lint",
    "--only=style/noRestrictedImports",
    "--reporter=json",
    "--max-diagnostics=none",
    ".",
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[];
  };
  const said = diagnostics.map(
    ({ category, location: { path } }) =>
      [typeof path === "string" ? path : path.file, category] as const,
  );
  found = new Map(
    planted.map((path) => [
      path,
      said.find(([where]) => where.replaceAll("\\", "/").endsWith(path))?.[1] ?? "",
    ]),
  );
});

describe("the linter holds the directions of imports", () => {
  test.each(REFUSED.map((planted, index) => [index, ...planted] as const))(
    "%i: %s does not import %s",
    (index, file) => {
      expect(found.get(file.replace("planted", `planted${index}`))).toBe(
        "lint/style/noRestrictedImports",
      );
    },
  );

  test.each(ALLOWED.map((planted, index) => [REFUSED.length + index, ...planted] as const))(
    "%i: %s may import %s",
    (index, file) => {
      expect(found.get(file.replace("planted", `planted${index}`))).toBe("");
    },
  );
});
