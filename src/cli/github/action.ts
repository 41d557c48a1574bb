import { randomUUID } from "node:crypto";
import { useAnswers } from "../../kql/language/answers.ts";
import { toFailure } from "../failure.ts";
import { storedAnswers } from "../stored-answers.ts";
import { processTerminal } from "../terminal.ts";
import { runAction } from "./run-action.ts";
import { annotation } from "./workflow-command.ts";

useAnswers(storedAnswers);
const terminal = processTerminal();
try {
  process.exitCode = await runAction(process.env, terminal, randomUUID());
} catch (error) {
  const { code, lines } = toFailure(error);
  process.exitCode = code;
  terminal.out(annotation("error", { title: "hunts could not start", message: lines }));
}
