import type { CommandNode } from "../command-tree.ts";

/** Where a command stands, as the scripts walk to it: "" for hunts, " ignore list". */
export function placeOf({ path }: CommandNode): string {
  return path.map((word) => ` ${word}`).join("");
}

/** What may be written next at a command, with what it means. */
export function nextWords({
  subcommands,
  choices,
  options,
}: CommandNode): { readonly name: string; readonly description: string }[] {
  return [...subcommands, ...choices.map((name) => ({ name, description: "" })), ...options];
}

/** The places behind which the value of an option is written: " run --data". */
export function valuePlaces(nodes: readonly CommandNode[]): string[] {
  return nodes.flatMap((node) =>
    node.options
      .filter(({ takesValue }) => takesValue)
      .map(({ name }) => `${placeOf(node)} ${name}`),
  );
}

/** The places of all commands but hunts itself. */
export function commandPlaces(nodes: readonly CommandNode[]): string[] {
  return nodes.map(placeOf).filter((place) => place !== "");
}

/**
 * A text between single quotes, for shells in which such a quote is written by leaving the quotes.
 */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
