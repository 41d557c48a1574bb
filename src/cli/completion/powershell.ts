import type { CommandNode } from "../command-tree.ts";
import { choicePlaces, nextWords, placeInTree, valuePlaces } from "./words.ts";

/** For Windows PowerShell 5.1 and PowerShell 7. */
export function powershell(nodes: readonly CommandNode[]): string {
  const words = nodes.map(
    (node) =>
      `    ${quoteForPowerShell(placeInTree(node))} = ${powerShellList(nextWords(node).map(({ name }) => name))}`,
  );
  const choices = choicePlaces(nodes).map(
    ({ place, choices: offered }) =>
      `    ${quoteForPowerShell(place)} = ${powerShellList(offered)}`,
  );
  return `# Completion of hunts for PowerShell. In $PROFILE: hunts completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName hunts -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${words.join("\n")}
  }
  $choices = @{
${choices.join("\n")}
  }
  $valuePlaces = ${powerShellList(valuePlaces(nodes))}
  $at = ''
  $before = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }
    $before = $element.Extent.Text
    if ($words.ContainsKey("$at $before")) { $at = "$at $before" }
  }
  # The value of an option: PowerShell completes file names.
  if ($valuePlaces -contains "$at $before") { return }
  $offered = if ($choices.ContainsKey("$at $before")) { $choices["$at $before"] } else { $words[$at] }
  $offered | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}`;
}

function powerShellList(texts: readonly string[]): string {
  return `@(${texts.map(quoteForPowerShell).join(", ")})`;
}

function quoteForPowerShell(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
