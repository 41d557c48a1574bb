import type { Command, Option } from "commander";

/** One command as data: what completion and the tests of help know of it. */
export interface CommandNode {
  /** Its words after `hunts`: none for hunts itself. */
  readonly path: readonly string[];
  readonly subcommands: readonly Named[];
  readonly options: readonly OptionNode[];
  /** What its first argument may be, where that is a fixed list. */
  readonly choices: readonly string[];
}

export interface Named {
  readonly name: string;
  readonly description: string;
}

/** `name` is the long form, such as `--rule`. */
export interface OptionNode extends Named {
  readonly takesValue: boolean;
}

/** A command and all below it, itself first. */
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

function optionNode({ long, short, description, required, optional }: Option): OptionNode {
  return { name: long ?? short ?? "", description, takesValue: required || optional };
}
