import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Resource } from "../../src/emulator/resources.ts";
import { CMD, RUNDLL32, sysmon } from "../harness.ts";
import { hunts, jsonLines, temporary } from "./cli.ts";

/** What an analyst has: the texts in Sentinel. */
function textsIn(out: string): string[] {
  return jsonLines(readFileSync(join(out, "resources.jsonl"), "utf8")).flatMap(({ put }) => {
    const { message, notes } = (put as Resource).properties;
    return [message, notes].filter((text) => typeof text === "string");
  });
}

/** A folder with the start of a shell by a module of a program's own folder. */
function dataFolder(): string {
  const folder = temporary();
  const line = 'rundll32.exe "C:\\Program Files\\Contoso\\agent.dll",Report /daily';
  const event = sysmon("2023-08-18T10:00:00Z", CMD, "cmd.exe /c ver", RUNDLL32, line);
  const other = { ...event, TimeGenerated: "2023-08-18T11:00:00Z", Computer: "ws2" };
  const stranger = sysmon(
    ...(["2023-08-18T12:00:00Z", CMD, "cmd.exe /c ver", RUNDLL32] as const),
    'rundll32.exe "C:\\Program Files\\Contoso\\agent.dll",Remove',
  );
  const lines = [event, other, stranger].map((one) => `${JSON.stringify(one)}\n`);
  writeFileSync(join(folder, "WindowsEvent.jsonl"), lines.join(""));
  return folder;
}

test("from an incident's own text alone: the entry it offers, what it hides, and whether an attack does", async () => {
  const [out, data] = [temporary(), dataFolder()];
  const rule = ["--rule", "rundll32-command-shell"];
  await hunts(["run", ...rule, "--data", data, "--out", out]);
  const texts = textsIn(out);
  const text = texts.find((one) => one.includes("/daily")) ?? "";
  const [, name = ""] = /to the ignore lists \(as (\S+\.yaml)\)/.exec(text) ?? [];
  const entry = /^entries:\n(?: {2,}.*\n?)+/m.exec(text)?.[0] ?? "";
  const [, finding = ""] = /Offered with finding ([0-9a-f-]{36})\./.exec(entry) ?? [];
  const file = join(temporary(), name);
  // The recording is years old, and so would be the entry's last day.
  const end = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const filled = entry.replaceAll("FILL-IN", "soc-team");
  writeFileSync(file, filled.replace(/expires: \S+/, `expires: ${end}`));
  const preview = (...more: string[]) =>
    hunts(["ignore", "preview", file, "--data", data, "--out", out, ...more]);
  const shown = await preview();
  expect(shown.out).toContain("rundll32-command-shell in local: hides 2 events, 1 remain");
  expect(shown.out).toContain("Counted in local data; with --live, in your workspaces.");
  expect(shown.out).toContain(`It hides the finding ${finding}.\n`);
  const [, stranger = ""] =
    /Finding ([0-9a-f-]{36})\./.exec(texts.find((one) => one.includes("Remove")) ?? "") ?? [];
  expect((await preview("--finding", stranger)).out).toContain(
    `It does not hide the finding ${stranger}, which stays.\n`,
  );
  const unknown = "11111111-1111-5111-8111-111111111111";
  expect((await preview("--finding", unknown.toUpperCase())).out).toContain(
    `The finding ${unknown} is not among these events: another entry hides it`,
  );
  expect(await preview("--finding", "1")).toMatchObject({
    code: 2,
    err: expect.stringContaining("--finding is not the id of a finding"),
  });
  const attack = await hunts(["ignore", "attack", file]);
  expect(attack.out).toMatch(/^holds \(\d+ tried, seed 7\) {2}rundll32-command-shell-/);
  expect(attack.code).toBe(0);
  writeFileSync(file, entry);
  expect((await hunts(["ignore", "attack", file])).out).toContain(" (not filled in)\n");
});

test("beside a line behind which an attack always hides, the text says why there is no entry", async () => {
  const out = temporary();
  await hunts(["run", "--rule", "rundll32-command-shell", "--out", out]);
  const text = textsIn(out).find((one) => one.includes("calc.cpl")) ?? "";
  expect(text).toContain("Risk 41 of 100: base 21, control panel that is not part of Windows +20");
  expect(text).not.toContain("entries:");
  expect(text).toContain(
    "No ignore entry is offered: its export does what attackers want; whoever uses it so " +
      "hides, too. If it is harmless, close it as benign. If it comes often, see " +
      "docs/ignore-lists.md, What to do without an entry.",
  );
});

const WEAK = {
  ...{ id: "weak", title: "t", reason: "r", owner: "SOC" },
  rules: ["rundll32-lolbin"],
  when: {
    all: [
      { field: "Process", op: "equals", value: "C:\\Windows\\SysWOW64\\rundll32.exe" },
      { field: "Rundll32Kind", op: "equals", value: "dll" },
      { field: "Rundll32Options", op: "equals", value: "" },
      { field: "Rundll32Module", op: "equals", value: "C:\\Windows\\SysWOW64\\shell32.dll" },
      { field: "Rundll32Ordinal", op: "equals", value: "44" },
      { field: "Rundll32Arguments", op: "equals", value: "C:\\ProgramData\\calc.cpl" },
    ],
  },
};

function save(more: object): string {
  const file = join(temporary(), "weak.yaml");
  writeFileSync(file, JSON.stringify({ entries: [{ ...WEAK, ...more }] }));
  return file;
}

describe("an entry that an attack hides behind", () => {
  test("is bypassed: the line, its abuse, the remedy, and which rule was run", async () => {
    const { code, out } = await hunts(["ignore", "attack", save({ expires: "2099-01-01" })]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^bypassed {2}weak\n {7}rundll32 .*#44.*\n {7}loads .*; do not ignore it\n {7}ADE4-01 .*\n {7}executed: rundll32-lolbin hits it/,
    );
    expect(out).toContain("1 of those in force hides an attack");
  });

  test("can be accepted with a reason, until its last day; the attack is shown all the same", async () => {
    const accepted = { expires: "2099-01-01", accepted: "Printers need it until the new driver." };
    const file = save(accepted);
    const because = "accepted by SOC until 2099-01-01: Printers need it until the new driver.";
    const attacked = await hunts(["ignore", "attack", file]);
    expect(attacked.code).toBe(0);
    expect(attacked.out).toMatch(/^bypassed {2}weak \(accepted\)\n .*#44/);
    expect(attacked.out).toContain(`       ${because}\n`);
    expect(attacked.out).toContain("known to be weak: 1 accepted");
    const preview = await hunts(["ignore", "preview", file]);
    expect(preview.out).toContain("Attacked: this line hides behind it");
    expect(preview.out).toContain(`  ${because}\n`);
    const checked = await hunts(["check"], {
      IGNORE_ENTRIES: JSON.stringify([{ ...WEAK, ...accepted }]),
    });
    expect(checked.code).toBe(0);
    expect(checked.out).toContain("an attack hides behind the entry weak: ");
    expect(checked.out).toContain(`; ${because}`);
    const later = await hunts(["ignore", "attack", save({ ...accepted, expires: "2020-01-01" })]);
    expect(later.out).toContain("bypassed  weak (expired)");
  });

  test("is refused if it is accepted for ever", async () => {
    const { code, out } = await hunts([
      "ignore",
      "attack",
      save({ permanent: true, accepted: "It is fine." }),
    ]);
    expect(code).toBe(1);
    expect(out).toContain("accepted: needs a last day (expires)");
  });
});
