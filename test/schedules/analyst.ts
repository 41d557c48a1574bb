import type { Emulator } from "../../src/emulator/emulator.ts";
import type { EmulatorResponse } from "../../src/emulator/http.ts";
import { ANALYST, kindOf, type ObservedResources, type ResourceKind } from "./changes.ts";
import type { Act } from "./schedule.ts";

const TOUCHED: Readonly<Record<Act["what"], ResourceKind>> = {
  edit: "incident",
  close: "incident",
  reopen: "incident",
  "delete incident": "incident",
  "edit bookmark": "bookmark",
  "delete bookmark": "bookmark",
  "delete relation": "relation",
  "delete comment": "comment",
};

const EDITS: Readonly<Partial<Record<Act["what"], Readonly<Record<string, unknown>>>>> = {
  edit: { severity: "High", status: "Active", owner: { email: "kim@example.com" } },
  close: { status: "Closed", classification: "Undetermined", classificationComment: "looked at" },
  reopen: { status: "Active" },
  "edit bookmark": { notes: "seen before" },
};

/** Does to one of the resources what an analyst does in the portal; nothing if there is none. */
export async function actOf(
  { what, choice }: Act,
  emulator: Emulator,
  resources: ObservedResources,
): Promise<string> {
  const latest = new Set(resources.changes.toReversed().map(({ id }) => id));
  const own = [...latest].filter((id) => kindOf(id) === TOUCHED[what] && resources.get(id));
  const id = own[Math.floor(choice ** 2 * own.length)];
  const resource = id === undefined ? undefined : resources.get(id);
  if (!resource) return `${what}: nothing is there`;
  const edit = EDITS[what];
  const properties = { ...resource.properties, ...edit };
  const send = edit
    ? request("PUT", resource.id, { etag: resource.etag, properties })
    : request("DELETE", resource.id);
  const answer: EmulatorResponse = await resources.as(ANALYST, () => emulator.handle(send));
  if (answer.status >= 300)
    throw new Error(`the analyst's ${what} was answered ${answer.status}: ${answer.body}`);
  return `${what} ${resource.id.split("/").slice(-2).join(" ")}`;
}

function request(method: string, id: string, body?: object) {
  const version = kindOf(id) === "bookmark" ? "2025-10-01-preview" : "2025-09-01";
  return {
    method,
    url: new URL(`https://management.azure.com${id}?api-version=${version}`),
    headers: {
      get: (name: string) =>
        name.toLowerCase() === "authorization" ? "Bearer analyst" : undefined,
    },
    body: body ? JSON.stringify(body) : "",
  };
}
