import type { CommandNode } from "../command-tree.ts";
import { bash } from "./bash.ts";
import { fish } from "./fish.ts";
import { powershell } from "./powershell.ts";
import { zsh } from "./zsh.ts";

/** For each shell, a script that completes the command line of hunts. */
export const COMPLETIONS: Readonly<Record<string, (nodes: readonly CommandNode[]) => string>> = {
  bash,
  zsh,
  fish,
  powershell,
};
