import type { CommandNode } from "../command-tree.ts";
import {
  choicePlaces,
  commandPlaces,
  nextWords,
  placeInTree,
  singleQuoted,
  valuePlaces,
} from "./words.ts";

const casePattern = (places: readonly string[]) => places.map((place) => `"${place}"`).join("|");

export function zsh(nodes: readonly CommandNode[]): string {
  const candidates = nodes.map(
    (node) =>
      `    ("${placeInTree(node)}") candidates=(${nextWords(node).map(describeForZsh).join(" ")}) ;;`,
  );
  const choices = choicePlaces(nodes).map(
    ({ place, choices: offered }) => `    ("${place}") compadd ${offered.join(" ")}; return ;;`,
  );
  return `#compdef hunts
# Completion of hunts for zsh. In ~/.zshrc, below compinit: eval "$(hunts completion zsh)"
_hunts() {
  local at="" word before="\${words[CURRENT-1]}"
  local -a candidates
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      (${casePattern(commandPlaces(nodes))}) at="$at $word" ;;
    esac
  done
  case "$at $before" in
${choices.join("\n")}
    (${casePattern(valuePlaces(nodes))}) _files; return ;;
  esac
  case "$at" in
${candidates.join("\n")}
  esac
  _describe hunts candidates || _files
}
compdef _hunts hunts`;
}

/** `_describe` expects a name and its description, separated by a colon. */
function describeForZsh({
  name,
  description,
}: {
  readonly name: string;
  readonly description: string;
}): string {
  return singleQuoted(description === "" ? name : `${name}:${description}`);
}
