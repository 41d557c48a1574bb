import type { CommandNode, OptionNode } from "../command-tree.ts";

export function fish(nodes: readonly CommandNode[]): string {
  return [
    "# Completion of hunts for fish. In ~/.config/fish/config.fish: hunts completion fish | source",
    ...nodes.flatMap(completeLines),
  ].join("\n");
}

function completeLines(node: CommandNode): string[] {
  const line = (more: string, description: string) =>
    [
      `complete -c hunts -n ${quoteForFish(conditionFor(node))} ${more}`,
      ...(description === "" ? [] : [`-d ${quoteForFish(description)}`]),
    ].join(" ");
  return [
    ...node.subcommands.map(({ name, description }) => line(`-f -a ${name}`, description)),
    ...node.choices.map((name) => line(`-f -a ${name}`, "")),
    ...node.options.map((option) => line(`-l ${optionWords(option)}`, option.description)),
  ];
}

function optionWords({ name, takesValue, choices }: OptionNode): string {
  if (choices.length > 0) return `${name.slice(2)} -x -a ${quoteForFish(choices.join(" "))}`;
  return `${name.slice(2)}${takesValue ? " -r" : ""}`;
}

/** The condition that the command line ends with this command. */
function conditionFor({ path, subcommands }: CommandNode): string {
  if (path.length === 0) return "__fish_use_subcommand";
  const come = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const further = subcommands.map(({ name }) => name).join(" ");
  return [...come, ...(further === "" ? [] : [`not __fish_seen_subcommand_from ${further}`])].join(
    "; and ",
  );
}

function quoteForFish(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
