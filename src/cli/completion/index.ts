import type { CommandNode } from "../command-tree.ts";
import { bash } from "./bash.ts";
import { fish } from "./fish.ts";
import { powershell } from "./powershell.ts";
import { zsh } from "./zsh.ts";

/** A script for each shell that completes what the command line of hunts can be. */
export const COMPLETIONS: Readonly<Record<string, (nodes: readonly CommandNode[]) => string>> = {
  bash,
  zsh,
  fish,
  powershell,
};
