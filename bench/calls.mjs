// Builds bench/calls.ts and runs it.
import { importSource } from "../scripts/import-source.mjs";

await importSource('import "./bench/calls.ts";');
