import * as z from "zod";
import { parseJson } from "../hunt/base/parse-json.ts";
import { SEVERITIES } from "../hunt/findings/rule.ts";

const label = z
  .string()
  .trim()
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u, "must be a label of 1 to 100 visible characters");

const item = z
  .strictObject({
    hunts: z.array(z.string()).min(1).optional(),
    severities: z.array(z.enum(SEVERITIES)).min(1).optional(),
    ownerObjectId: z
      .guid("must be the object id (GUID) of a user or group in Entra")
      .transform((id) => id.toLowerCase())
      .optional(),
    labels: z.array(label).min(1).max(10).optional(),
  })
  .refine(
    ({ ownerObjectId, labels }) => ownerObjectId !== undefined || labels !== undefined,
    "does nothing: give ownerObjectId or labels",
  );

/** A JSON list with the fields of HUNTS_AUTOMATION (docs/deploy.md), but for the playbook. */
export const handoverSchema = z
  .string()
  .transform((text) => parseJson(text))
  .pipe(z.array(item, 'must be a JSON list such as [{"severities":["High"],"labels":["urgent"]}]'));
