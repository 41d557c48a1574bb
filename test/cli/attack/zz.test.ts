import { expect, test } from "vitest";
import { openJudge } from "../../../src/cli/attack/judge-entries.ts";
import { loadContent } from "../../../src/cli/content.ts";
import { SOUND } from "../../techniques/rundll32/corpus/sound-entries.ts";
import { WEAK } from "../../techniques/rundll32/corpus/weak-entries.ts";
import { WEAK_ASIDE } from "../../techniques/rundll32/corpus/weak-entries-aside.ts";
import { fieldsIn } from "../../../src/hunt/conditions/condition.ts";
const content = loadContent({ environment: {} });
test("x", async () => {
  const judge = openJudge(content, { tries: 300 });
  const times: number[] = [];
  for (const [kind, list] of [["weak", WEAK], ["aside", WEAK_ASIDE], ["sound", SOUND]] as const)
    for (const [name, when] of list) {
      const c = process.cpuUsage();
      const v = await judge.judge({ id: name, title: "", reason: "", origin: "", owner: "", rules: "all", workspaces: "all", active: true, when });
      const u = process.cpuUsage(c);
      times.push(u.user / 1e3);
      if ((kind === "sound") !== (v.kind !== "bypassed")) console.log(kind, name, JSON.stringify(when), v.kind, JSON.stringify("witness" in v ? [v.witness.rule, v.witness.line, v.witness.abuse] : "reason" in v ? v.reason : ""));
    }
  times.sort((a, b) => a - b);
  console.log("median", times[times.length >> 1], "p95", times[Math.floor(times.length * 0.95)], times.length);
}, 1000000);
