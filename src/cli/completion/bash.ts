import type { CommandNode } from "../command-tree.ts";
import { choicePlaces, commandPlaces, nextWords, placeInTree, valuePlaces } from "./words.ts";

const casePattern = (places: readonly string[]) => places.map((place) => `"${place}"`).join(" | ");

/** For bash, from 3.2 on. */
export function bash(nodes: readonly CommandNode[]): string {
  const words = nodes.map(
    (node) =>
      `    "${placeInTree(node)}") words="${nextWords(node)
        .map(({ name }) => name)
        .join(" ")}" ;;`,
  );
  const choices = choicePlaces(nodes).map(
    ({ place, choices: offered }) =>
      `    "${place}") COMPREPLY=($(compgen -W "${offered.join(" ")}" -- "$current")); return ;;`,
  );
  return `# Completion of hunts for bash. In ~/.bashrc: eval "$(hunts completion bash)"
_hunts() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" at="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${casePattern(commandPlaces(nodes))}) at="$at $word" ;;
    esac
  done
  COMPREPLY=()
  case "$at $before" in
${choices.join("\n")}
    # The value of an option: bash completes file names.
    ${casePattern(valuePlaces(nodes))}) return ;;
  esac
  case "$at" in
${words.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _hunts hunts`;
}
