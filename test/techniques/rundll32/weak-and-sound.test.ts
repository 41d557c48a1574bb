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

/** Every fourth, since each takes a second; `npm run soak` attacks all. */
const some = <T>(entries: readonly T[]) =>
  process.env["SOAK"] ? entries : entries.filter((_, at) => at % 4 === 0);

describe("a weak entry is bypassed", () => {
  test.each(some([...WEAK, ...WEAK_ASIDE]))("%s", (_name, when) => {
    const { idle, bypasses } = attack(when);
    expect(idle).toBeUndefined();
    // By rundll32 itself, not by another program of that name.
    expect(bypasses).not.toEqual([]);
    expect(bypasses[0]?.image).toBeUndefined();
  });
});

describe("a sound entry is not", () => {
  test.each(some(SOUND))("%s", (_name, when) => {
    const { idle, bypasses, tried } = attack(when);
    expect([idle, bypasses, tried > 100]).toEqual([undefined, [], true]);
  });
});
