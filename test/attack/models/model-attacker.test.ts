import { describe, expect, test } from "vitest";
import { isProof } from "../../../src/attack/models/abuse.ts";
import { modelAttacker } from "../../../src/attack/models/model-attacker.ts";
import { PROGRAM_MODELS } from "../../../src/attack/programs/index.ts";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";
import { sourceFor } from "../../../src/techniques/source.ts";

const field = (name: string, value: string): Condition => ({
  field: name,
  op: "contains",
  value,
});

describe.each(PROGRAM_MODELS)("$program", (model) => {
  const attacker = modelAttacker(model, sourceFor(undefined));
  const texts = ["C:\\Program Files\\Contoso\\", "https://intranet.contoso.com"];
  const when: Condition = { all: texts.map((text) => field("CommandLine", text)) };

  test("writes lines that prove something, and some contain all that is wanted", () => {
    const lines = [...attacker.adapt(when).lines];
    expect(lines.length).toBeGreaterThan(500);
    for (const line of lines.filter((_, at) => at % 50 === 0)) {
      expect(isProof(line, texts, model.readLine(line)(model.images[0]!))).toBe(true);
      expect(attacker.readLine(line)(model.images[0]!)).toBeDefined();
    }
    expect(lines.some((line) => texts.every((text) => line.includes(text)))).toBe(true);
  });

  test("every use proves something as it is", () => {
    const lines = [...attacker.adapt(field("User", "CORP\\svc")).lines];
    const named = lines.filter((line) => line.startsWith(`${model.program} `));
    expect(new Set(named).size).toBe(model.uses.length);
  });

  test("draws the same mutants for the same seed", () => {
    const draw = (seed: number) => [...attacker.adapt(when).mutants(100, seed)];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(1).length).toBeGreaterThan(60);
  });

  test("says what else to bind", () => {
    const [image = ""] = model.images;
    const hidden = { line: model.program, abuse: "is another program" };
    const exact: Condition = { field: "ProcessCommandLine", op: "equals", value: "x" };
    const parent: Condition = field("ParentCommandLine", "x");
    expect([
      attacker.remedy(when, hidden),
      attacker.remedy(field("User", "x"), hidden),
      attacker.remedy(exact, hidden),
      attacker.remedy(exact, { ...hidden, image: "C:\\Users\\Public\\x.exe" }),
      attacker.remedy(parent, hidden),
      attacker.remedy(parent, { ...hidden, image: "C:\\Users\\Public\\x.exe" }),
    ]).toEqual([
      "bind the whole line (CommandLine equals it)",
      "bind the whole line (CommandLine equals it)",
      "the line itself runs what somebody else can replace; do not ignore it",
      `bind the program (Process equals ${image})`,
      "bind the whole line (ParentCommandLine equals it)",
      `bind the program (ActingProcessName equals ${image})`,
    ]);
  });
});
