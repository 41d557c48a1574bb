// Builds bench/windows.ts and runs it; it starts this file again for its other processes.
import { importSource } from "../scripts/import-source.mjs";

const part = process.argv[2] ?? "windows";
await importSource(`import "./bench/${part}.ts";`);
