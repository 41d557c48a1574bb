import * as z from "zod";
import type { FunctionApp } from "../app/deployed-app.ts";
import { parseTime } from "../hunt/base/time-text.ts";
import type { Window } from "../hunt/base/window.ts";
import { UserError } from "./user-error.ts";

/** A run that the app was asked for. Times are ms. */
export interface AskedRunAnswer {
  readonly id: string;
  readonly state: "waiting" | "done" | "failed";
  readonly rule: string;
  readonly range: Window;
  readonly dry: boolean;
  readonly askedAt: number;
  /** undefined: it has not ended, or an older app did not note when. */
  readonly endedAt: number | undefined;
  /** Windows that are still to be run. */
  readonly waiting: number;
}

const time = z.string().transform((text, context) => {
  const ms = parseTime(text);
  if (ms === undefined) context.addIssue({ code: "custom", message: "is no time" });
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
 * What the app says of a run (`GET /api/runs/{id}`). @throws CallError where it knows none,
 * UserError where it is no id
 */
export async function askedRun(app: FunctionApp, id: string): Promise<AskedRunAnswer> {
  if (!z.guid().safeParse(id).success)
    throw new UserError(`--run ${id} is no id of a run`, "POST /api/runs gave one: a GUID");
  const read = answer.safeParse(await app.get(`runs/${id.toLowerCase()}`));
  if (!read.success)
    throw new UserError(
      "the app's answer is not one of Sentinel Hunts",
      "check --app, and update the app",
    );
  const { from, to, windows, endedAt, ...run } = read.data;
  return { ...run, endedAt, range: { from, to }, waiting: windows.waiting };
}
