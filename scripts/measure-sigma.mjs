// Builds bench/content/measure-sigma.ts and runs it.
import { importSource } from "./import-source.mjs";

await importSource('import "./bench/content/measure-sigma.ts";');
