import { ALL_SETTINGS } from "./names.ts";
import type { Setting } from "./table.ts";

/** The part of a deployment file that has lines for each setting. */
interface Part {
  /** The part begins after the one line and ends before the other; both stay. */
  readonly after: string;
  readonly before: string;
  lines(setting: Setting): readonly string[];
}

const PARTS: Readonly<Record<string, Part>> = {
  "infra/modules/types.bicep": {
    after: "type HuntSettings = {",
    before: "  @description('IGNORE_COMMAND_LINES__<SLUG>')",
    lines: ({ name, meaning, words }) => [
      `  @description(${bicepText(meaning)})`,
      `  ${name}: ${words ? `(${["", ...words].map(bicepText).join(" | ")})` : "string"}?`,
    ],
  },
  "infra/main.bicepparam": {
    after: "param settings = union(\n  {",
    before: "  },\n  json(",
    lines: ({ name, deployed }) => {
      const given = `readEnvironmentVariable('HUNTS_${name}', '')`;
      const otherwise = "otherwise" in deployed ? deployed.otherwise : undefined;
      return [`    ${name}: ${otherwise ? `valueOr(${given}, ${bicepText(otherwise)})` : given}`];
    },
  },
  ".github/workflows/deploy.yml": {
    after: `      HUNTS_MAXIMUM_INSTANCE_COUNT: \${{ vars.HUNTS_MAXIMUM_INSTANCE_COUNT }}`,
    before: "      HUNTS_SETTINGS: ",
    lines: ({ name }) => [`      HUNTS_${name}: \${{ vars.HUNTS_${name} }}`],
  },
};

/** The deployment files with a part that is written from the settings. */
export const DEPLOYMENT_FILES = Object.keys(PARTS);

/** The text of such a file, with its part as the settings are now. */
export function withSettingLines(file: string, text: string): string {
  const part = PARTS[file];
  const start = part ? text.indexOf(`${part.after}\n`) + part.after.length + 1 : -1;
  const end = part ? text.indexOf(part.before, start) : -1;
  if (!part || start <= part.after.length || end < start)
    throw new Error(`${file} has no part for the settings between the lines that bound it`);
  const lines = ALL_SETTINGS.filter(({ deployed }) => deployed.by === "variable")
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((setting) => part.lines(setting));
  return `${text.slice(0, start)}${lines.join("\n")}\n${text.slice(end)}`;
}

function bicepText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("${", "\\${")}'`;
}
