import { isExact } from "../../../attack/binding.ts";
import { type Condition, leavesIn } from "../../../hunt/conditions/condition.ts";
import { findAbuse } from "../abuse.ts";
import { parseRundll32 } from "../line.ts";
import { isForeignHost } from "../targets.ts";

/** A path on another machine or an address, up to its end. */
const REMOTE = /(?:https?|ftp):\/{2}[^\s"]+|\\\\[^\s"\\]+\\[^\s"]*/gi;

/**
 * Tells lines that call what an entry gives in full, and on a host that it names: whoever wrote the
 * entry knew what is called there, and an attacker does not have that host. What is where others can
 * write, or on a host that anybody can have, can be replaced all the same.
 */
export function knownToWriter(when: Condition): (line: string) => boolean {
  const given = new Set(
    leavesIn(when)
      .filter((leaf) => isExact(leaf) && /(?:Rundll32Arguments|CommandLine)$/.test(leaf.field))
      .flatMap(({ value }) => value)
      .map((text) => text.toLowerCase())
      .filter((text) => text.match(REMOTE)?.every((remote) => !isForeignHost(remote)) ?? false),
  );
  if (given.size === 0) return () => false;
  return (line) => {
    const parsed = parseRundll32(line);
    const isGiven = given.has(line.toLowerCase()) || given.has(parsed.args.toLowerCase());
    return isGiven && findAbuse(parsed)?.what === "call";
  };
}
