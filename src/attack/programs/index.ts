import type { ProgramModel } from "../models/program-model.ts";
import { CERTUTIL_MODEL } from "./certutil.ts";
import { MSHTA_MODEL } from "./mshta.ts";
import { POWERSHELL_MODEL } from "./powershell.ts";
import { REGSVR32_MODEL } from "./regsvr32.ts";

/** The program models, one per line. */
export const PROGRAM_MODELS: readonly ProgramModel[] = [
  REGSVR32_MODEL,
  MSHTA_MODEL,
  CERTUTIL_MODEL,
  POWERSHELL_MODEL,
];
