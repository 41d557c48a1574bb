import * as z from "zod";
import type { FunctionApp } from "../app/deployed-app.ts";
import { checkValue, fits } from "../content/check-value.ts";
import { parseTime } from "../hunt/base/time-text.ts";
import type { Window } from "../hunt/base/window.ts";
import { UserError } from "./user-error.ts";

/** A run that was requested from the app. Times are ms. */
export interface AskedRunAnswer {
  readonly id: string;
  readonly state: "waiting" | "done" | "failed";
  readonly rule: string;
  readonly range: Window;
  readonly dry: boolean;
  readonly askedAt: number;
  /** Undefined if it has not ended, or if an older app did not record when. */
  readonly endedAt: number | undefined;
  /** Windows that still have to run. */
  readonly waiting: number;
}

const time = z.string().transform((text, context) => {
  const ms = parseTime(text);
  if (ms === undefined) context.addIssue({ code: "custom", message: "is not a time" });
  return ms ?? 0;
});

const answer = z.object({
  id: z.guid(),
  state: z.enum(["waiting", "done", "failed"]),
  rule: z.string().regex(/^[a-z0-9-]+$/),
  from: time,
  to: time,
  dry: z.boolean(),
  askedAt: time,
  endedAt: time.optional(),
  windows: z.object({ waiting: z.number() }),
});

/**
 * What the app knows about a run (`GET /api/runs/{id}`). @throws CallError if it knows no such run,
 * UserError if the id is not valid
 */
export async function askedRun(app: FunctionApp, id: string): Promise<AskedRunAnswer> {
  if (!fits(z.guid(), id))
    throw new UserError(
      `--run ${id} is not the id of a run`,
      "use the GUID that POST /api/runs returned",
    );
  const read = checkValue(answer, await app.get(`runs/${id.toLowerCase()}`));
  if ("faults" in read)
    throw new UserError(
      "the response is not from Sentinel Hunts",
      "check the address in --app, and update the app",
    );
  const { from, to, windows, endedAt, ...run } = read.value;
  return { ...run, endedAt, range: { from, to }, waiting: windows.waiting };
}
