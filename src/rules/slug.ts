/** Whether a name can be that of a rule's folder. */
export function isSlug(name: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(name);
}

const LONGEST = 60;

/** A name for a rule's folder made of a title: lower-case letters, digits and -. */
export function toSlug(title: string): string {
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST + 1)
    .replace(/^[^a-z]+/, "");
  const whole = plain.length > LONGEST ? plain.slice(0, LONGEST).replace(/-[^-]*$/, "") : plain;
  return whole.replace(/-+$/, "") || "rule";
}
