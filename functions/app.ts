import { createApp } from "../src/app/application.ts";
import { readContent } from "../src/app/content.ts";

/** The application of this process: its content lies beside the bundle. */
export const APP = createApp(readContent(__dirname), process.env);
