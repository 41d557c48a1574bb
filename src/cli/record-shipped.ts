import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Answers, recordAnswers } from "../kql/language/answers.ts";
import { main } from "./main.ts";
import { UNSEEN } from "./terminal.ts";

/**
 * What the language service answers when the rules that ship run over their cases and the samples.
 * Other commands over them, such as `hunts check`, ask nothing else.
 */
export async function recordShipped(): Promise<Answers> {
  const answers = recordAnswers();
  const out = mkdtempSync(join(tmpdir(), "hunts-answers-"));
  try {
    for (const command of [["test"], ["run", "--out", out]]) await main(command, UNSEEN);
  } finally {
    rmSync(out, { recursive: true });
    process.exitCode = undefined;
  }
  return answers();
}
