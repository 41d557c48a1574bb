import type { Command, Option } from "commander";

/** A command as data, for completion and for the tests of help. */
export interface CommandNode {
  /** The words after `hunts`; none for hunts itself. */
  readonly path: readonly string[];
  readonly subcommands: readonly Named[];
  readonly options: readonly OptionNode[];
  /** The values of its first argument, if they are a fixed list. */
  readonly choices: readonly string[];
}

export interface Named {
  readonly name: string;
  readonly description: string;
}

/** `name` is the long form, such as `--rule`. */
export interface OptionNode extends Named {
  readonly takesValue: boolean;
  /** The values it takes, if they are a fixed list. */
  readonly choices: readonly string[];
}

/** A command, followed by all of its subcommands. */
export function commandTree(command: Command, path: readonly string[] = []): CommandNode[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command).filter((one) => one.name() !== "help");
  const own: CommandNode = {
    path,
    subcommands: subcommands.map((one) => ({ name: one.name(), description: one.description() })),
    options: help.visibleOptions(command).map(optionNode),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [own, ...subcommands.flatMap((one) => commandTree(one, [...path, one.name()]))];
}

function optionNode({ long, short, description, argChoices = [], ...one }: Option): OptionNode {
  const takesValue = one.required || one.optional;
  return { name: long ?? short ?? "", description, takesValue, choices: argChoices };
}
