// Builds bench/job.ts and runs it.
import { importSource } from "../scripts/import-source.mjs";

await importSource('import "./bench/job.ts";');
