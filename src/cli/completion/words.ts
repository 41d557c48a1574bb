import type { CommandNode } from "../command-tree.ts";

/** The path of a command, as the scripts build it: "" for hunts, " ignore list". */
export function placeInTree({ path }: CommandNode): string {
  return path.map((word) => ` ${word}`).join("");
}

/** What may follow a command, with its description. */
export function nextWords({
  subcommands,
  choices,
  options,
}: CommandNode): { readonly name: string; readonly description: string }[] {
  return [...subcommands, ...choices.map((name) => ({ name, description: "" })), ...options];
}

/** The paths after which the value of an option follows: " run --data". */
export function valuePlaces(nodes: readonly CommandNode[]): string[] {
  return nodes.flatMap((node) =>
    node.options
      .filter(({ takesValue, choices }) => takesValue && choices.length === 0)
      .map(({ name }) => `${placeInTree(node)} ${name}`),
  );
}

/** The paths after which a word of a fixed list follows, with the list: " query --format". */
export function choicePlaces(
  nodes: readonly CommandNode[],
): { readonly place: string; readonly choices: readonly string[] }[] {
  return nodes.flatMap((node) =>
    node.options
      .filter(({ choices }) => choices.length > 0)
      .map(({ name, choices }) => ({ place: `${placeInTree(node)} ${name}`, choices })),
  );
}

/** The paths of all commands except hunts itself. */
export function commandPlaces(nodes: readonly CommandNode[]): string[] {
  return nodes.map(placeInTree).filter((place) => place !== "");
}

/**
 * A text in single quotes, for shells that escape such a quote by ending the quotes around it.
 */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
