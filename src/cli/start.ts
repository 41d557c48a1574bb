import { useAnswers } from "../kql/language/answers.ts";
import { main } from "./main.ts";
import { storedAnswers } from "./stored-answers.ts";
import { processTerminal } from "./terminal.ts";

useAnswers(storedAnswers);
await main(process.argv.slice(2), processTerminal());
