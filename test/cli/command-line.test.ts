import { describe, expect, test } from "vitest";
import { type CommandNode, commandTree } from "../../src/cli/command-tree.ts";
import { EXAMPLES, examplesText } from "../../src/cli/examples.ts";
import { program } from "../../src/cli/main.ts";
import { processTerminal } from "../../src/cli/terminal.ts";

const hunts = program(processTerminal());
const nodes = commandTree(hunts);
const commandAt = (path: readonly string[]) =>
  path.reduce((command, word) => command.commands.find((one) => one.name() === word)!, hunts);

/** The words of a shell's line; quotes are taken off. */
const wordsOf = (line: string) =>
  [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, inside]) => inside ?? word);

describe("examples in help", () => {
  test("every command has some, and none is of a command that is gone", () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(nodes.map(({ path }) => path.join(" ")).sort());
    for (const { path } of nodes) {
      let help = "";
      commandAt(path).configureOutput({ writeOut: (text) => (help += text) });
      commandAt(path).outputHelp();
      expect(help).toContain(examplesText(path));
    }
  });

  test.each(
    Object.entries(EXAMPLES).flatMap(([path, lines]) => lines.map((line) => [path, line] as const)),
  )("%s: %s", (path, line) => {
    const words = wordsOf(line.replace(/^eval "\$\((.*)\)"$/, "$1").replace(/ \|.*$/, ""));
    expect(words.shift()).toBe("hunts");
    const own =
      path === "" || path === "ignore" || path === "new"
        ? nextPath(words)
        : path.split(" ").filter(Boolean);
    expect(words.splice(0, own.length)).toEqual(own);
    const { operands, unknown } = commandAt(own).parseOptions(words);
    expect(unknown).toEqual([]);
    const named = commandAt(own).registeredArguments;
    expect(operands.length).toBeGreaterThanOrEqual(named.filter(({ required }) => required).length);
    const most = named.at(-1)?.variadic ? Number.POSITIVE_INFINITY : named.length;
    expect(operands.length).toBeLessThanOrEqual(most);
  });
});

/** The longest command that words begin with. */
function nextPath(words: readonly string[]): readonly string[] {
  const fits = nodes.filter(
    ({ path }) => path.length > 0 && path.every((word, index) => words[index] === word),
  );
  return fits.sort((a, b) => b.path.length - a.path.length)[0]!.path;
}

describe("what is told of the command line", () => {
  const at = (path: string): CommandNode => nodes.find((node) => node.path.join(" ") === path)!;

  test("commands below others, options with and without a value, arguments of a fixed list", () => {
    expect(at("ignore").subcommands.map(({ name }) => name)).toEqual([
      "list",
      "preview",
      "attack",
      "suggest",
    ]);
    expect(at("run").options).toContainEqual({
      name: "--rule",
      description: "only this rule",
      takesValue: true,
      choices: [],
    });
    expect(at("query").options.find(({ name }) => name === "--format")).toMatchObject({
      takesValue: true,
      choices: ["table", "json", "jsonl", "csv"],
    });
    expect(at("run").options.find(({ name }) => name === "--json")).toMatchObject({
      takesValue: false,
    });
    expect(at("completion").choices).toEqual(["bash", "zsh", "fish", "powershell"]);
  });
});
