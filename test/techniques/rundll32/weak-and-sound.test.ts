import { describe, expect, test } from "vitest";
import { tryAttacks } from "../../../src/attack/try-attacks.ts";
import { RUNDLL32_ATTACKER } from "../../../src/techniques/rundll32/attack/index.ts";
import { SOUND } from "./corpus/sound-entries.ts";
import { WEAK } from "./corpus/weak-entries.ts";
import { WEAK_ASIDE } from "./corpus/weak-entries-aside.ts";

/** Random tries: the lines that are adapted to an entry are enough. */
const OPTIONS = { tries: 20 };

const attack = (when: (typeof SOUND)[number][1]) =>
  tryAttacks({ when }, [RUNDLL32_ATTACKER], OPTIONS);

describe("a weak entry is bypassed", () => {
  test.each([...WEAK, ...WEAK_ASIDE])("%s", (_name, when) => {
    const { idle, bypass } = attack(when);
    expect(idle).toBeUndefined();
    // By rundll32 itself, not by another program of that name.
    expect(bypass).toMatchObject({ line: expect.any(String), image: undefined });
  });
});

describe("a sound entry is not", () => {
  test.each(SOUND)("%s", (_name, when) => {
    const { idle, bypass, tried } = attack(when);
    expect([idle, bypass, tried > 100]).toEqual([undefined, undefined, true]);
  });
});
