// Builds bench/windows.ts and runs it; it starts this file again for its other processes.
import { importSource } from "../scripts/import-source.mjs";

const [word = ""] = process.argv.slice(2);
const part = word.startsWith("windows-") ? word : "windows";
await importSource(`import "./bench/${part}.ts";`);
