import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { tryAttacks } from "../../../../src/attack/try-attacks.ts";
import { storedHits } from "../../../../src/cli/known-hits.ts";
import type { Row } from "../../../../src/hunt/conditions/event.ts";
import { matcher } from "../../../../src/hunt/conditions/matcher.ts";
import { offerEntry } from "../../../../src/hunt/delivery/kinds/entry-offer.ts";
import { ENTITY_TYPES } from "../../../../src/hunt/findings/entities/index.ts";
import type { Finding } from "../../../../src/hunt/findings/finding.ts";
import { hunter } from "../../../../src/hunt/findings/hunt.ts";
import type { IgnoreList } from "../../../../src/hunt/ignore/ignore.ts";
import { TO_FILL } from "../../../../src/hunt/ignore/offered.ts";
import { readEntry } from "../../../../src/ignore-lists/entry.ts";
import { RUNDLL32_ATTACKER } from "../../../../src/techniques/rundll32/attack/index.ts";
import { sourceFor } from "../../../../src/techniques/source.ts";
import { RUNDLL32, seedRule, WORKSPACE } from "../../../harness.ts";
import { hostileText } from "./hostile-text.ts";

const rule = seedRule("rundll32-lolbin");
const source = sourceFor("rundll32");
const TIME = Date.parse("2026-01-05T10:00:00Z");

function findingOf(CommandLine: string, more: Row = {}): Finding {
  const hunt = hunter(rule, WORKSPACE, {
    sourceFor,
    entities: ENTITY_TYPES,
    ignore: [],
    now: () => TIME,
  });
  const row = {
    TimeGenerated: new Date(TIME).toISOString(),
    Dvc: "ws1",
    Process: RUNDLL32,
    CommandLine,
    ActingProcessName: "C:\\Windows\\explorer.exe",
    ...more,
  };
  return hunt([row]).findings[0]!;
}

const offerFor = (finding: Finding) => offerEntry(finding, { rule, source });

/** The entry as somebody saves it, with everything filled in. */
function readFilled(lines: readonly string[]): IgnoreList {
  const [entry] = parse(lines.join("\n").replaceAll(TO_FILL, "soc-team")).entries;
  return readEntry(entry, { origin: "saved.yaml", at: () => "saved.yaml" }, [rule.slug]);
}

test("a filled-in entry hides the finding, and the same line under another user or host", () => {
  const line = 'rundll32.exe "C:\\Program Files\\Contoso\\agent.dll",Report /daily';
  const offer = offerFor(findingOf(line));
  expect(offer.advice).toMatch(
    /^If this is normal here, .* \(as rundll32-lolbin-[0-9a-f]{8}\.yaml.* every host and .* until 2026-04-05\./,
  );
  const { entries, problems } = readFilled(offer.lines);
  expect(problems).toEqual([]);
  const hides = matcher(entries[0]!.when, source);
  expect(hides(findingOf(line).event)).toBe(true);
  expect(hides(findingOf(line, { Dvc: "ws2", User: "LAB\\kim" }).event)).toBe(true);
  expect(hides(findingOf(line.replace("/daily", "/hourly")).event)).toBe(false);
  expect(hides(findingOf(line.replace("Report", "Run")).event)).toBe(false);
  expect(hides(findingOf(line, { ActingProcessName: "C:\\a.exe" }).event)).toBe(false);
  expect(new Date(entries[0]!.expires! - 1).toISOString()).toMatch(/^2026-04-05/);
});

const SYSTEM32 = "C:\\Windows\\System32\\";

test.each<[why: string, line: string, more?: Row]>([
  ["it is not certain which module it loads", "rundll32.exe"],
  ["it is not certain which module it loads", "rundll32.exe javascript:alert(1)"],
  ["its export does what attackers want", `rundll32.exe ${SYSTEM32}shell32.dll,#44 C:\\a.cpl`],
  ["its export does what attackers want", "rundll32.exe printui.dll,PrintUIEntry /in"],
  ["its export does what attackers want", "rundll32 url.dll,OpenURL C:\\Tools\\a.hta"],
  ["its module is where others can write", "rundll32.exe C:\\ProgramData\\a.dll,Run"],
  ["its module is where others can write", "rundll32.exe D:\\a.dll,Run"],
  ["its module is where others can write", "rundll32.exe \\\\server\\share\\a.dll,Run"],
  ["its module is sought where others can write", "rundll32.exe agent.dll,Run"],
  [
    "its module is sought where others can write",
    "rundll32.exe dfdts.dll,DfdGetDefaultPolicyAndSMART",
    { Process: "C:\\Windows\\SysWOW64\\rundll32.exe" },
  ],
  ["it starts a class", "rundll32.exe -sta {11111111-1111-4111-8111-111111111111}"],
  ["it would be too long", `rundll32.exe "C:\\Program Files\\a\\a.dll",Run ${"x".repeat(3_000)}`],
])("none is offered, since %s: %s", (why, line, more) => {
  const offer = offerFor(findingOf(line, more));
  expect(offer.lines).toEqual([]);
  expect(offer.advice).toMatch(new RegExp(`^No ignore entry is offered: ${why}.*What to do`));
  expect(offer.advice).not.toContain("\n");
});

test("none is offered beside a high risk, whatever else is true of it", () => {
  const dump = findingOf(`rundll32.exe ${SYSTEM32}comsvcs.dll, MiniDump 5 a.dmp full`);
  expect(dump.risk.points).toBeGreaterThanOrEqual(50);
  expect(offerFor(dump)).toMatchObject({
    advice: "No ignore entry is offered: the risk is 50 or more. Investigate it first.",
    lines: [],
  });
});

test("no attack hides behind an entry that is offered, for any line of the cases and known attacks", () => {
  const [rows, attacks] = [storedHits()[rule.slug]!.rows, RUNDLL32_ATTACKER.knownLines];
  const findings = [
    ...rows.map((row) => findingOf(String(row["CommandLine"]), row)),
    ...attacks.map((line) => findingOf(line)),
  ].map((finding) => ({ ...finding, risk: { points: 0, features: [] } }));
  const offered = findings.filter((finding) => offerFor(finding).lines.length > 0);
  expect(offered.length).toBeGreaterThan(4);
  expect(offered.length).toBeLessThan(findings.length / 2);
  for (const { event } of offered) {
    const { bypasses } = tryAttacks({ when: source.use(event).condition }, [RUNDLL32_ATTACKER]);
    expect(bypasses.map(({ line }) => line)).toEqual([]);
  }
});

test("findings that the same entry hides are offered one entry", () => {
  const line = 'rundll32.exe "C:\\Program Files\\Contoso\\agent.dll",Report /daily';
  const [one, other] = [{}, { Dvc: "ws2", TargetProcessId: "9" }].map((more) =>
    offerFor(findingOf(line, more)),
  );
  expect(one!.lines).not.toEqual([]);
  expect(one!.id).toBe(other!.id);
  expect(offerFor(findingOf(`${line} /quiet`)).id).not.toBe(one!.id);
});

test("whatever the line, each field is on one line; what is accepted hides its finding", () => {
  let accepted = 0;
  fc.assert(
    fc.property(hostileText, hostileText, (one, other) => {
      const line = `rundll32.exe "C:\\Program Files\\Contoso\\agent.dll",Report ${one.slice(0, 300)}`;
      const finding = findingOf(line, { ActingProcessName: `C:\\${other.slice(0, 100)}` });
      const offer = offerFor(finding);
      if (offer.lines.length === 0) return;
      for (const text of offer.lines) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      for (const entry of readFilled(offer.lines).entries) {
        accepted += 1;
        expect(matcher(entry.when, source)(finding.event)).toBe(true);
      }
    }),
  );
  expect(accepted).toBeGreaterThan(20);
});
