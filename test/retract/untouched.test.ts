import { describe, expect, test } from "vitest";
import { DAY } from "../../src/hunt/base/window.ts";
import type {
  Attachments,
  StoredBookmark,
  StoredComment,
  StoredIncident,
} from "../../src/hunt/delivery/incidents.ts";
import { incident as delivery } from "../../src/hunt/delivery/kinds/incident.ts";
import { makeLabels } from "../../src/hunt/delivery/kinds/wording.ts";
import type { IncidentWrite } from "../../src/hunt/delivery/write.ts";
import { findBand } from "../../src/hunt/findings/band.ts";
import { ENTITY_TYPES } from "../../src/hunt/findings/entities/index.ts";
import { hasGivenTexts } from "../../src/retract/given-texts.ts";
import { findLaterTouch, findTouch } from "../../src/retract/untouched.ts";
import { sourceFor } from "../../src/techniques/source.ts";
import { seedRule, WORKSPACE } from "../harness.ts";

const rule = seedRule("rundll32-command-shell");
const OURS = "11111111-1111-5111-8111-111111111111";
const THEIRS = "11111111-1111-4111-8111-111111111111";
const MADE = Date.parse("2026-01-01T00:00:00Z");
const MINUTE = 60_000;

const span = { from: MADE - DAY, to: MADE };
const context = {
  rule,
  workspace: WORKSPACE,
  source: sourceFor("rundll32"),
  entities: ENTITY_TYPES,
  parser: "_Im_ProcessCreate",
  portal: "https://portal.azure.com",
};
const group = { id: OURS, band: findBand(0, rule), span, values: [["Dvc", "ws1"]] as const };
const given = delivery.incident(group, 1, context)!;

const incident: StoredIncident = {
  id: OURS,
  number: 1,
  etag: '"1"',
  title: given.title,
  description: given.description,
  severity: rule.severity,
  status: "New",
  labels: makeLabels({ rule }),
  owned: false,
  owner: undefined,
  classification: undefined,
  classificationComment: undefined,
  created: MADE,
  modified: MADE,
  firstActivity: 0,
  lastActivity: 1,
  provider: "Azure Sentinel",
  alerts: 0,
};
const comment: StoredComment = {
  id: OURS,
  message: "**2 findings** between 2026-01-01",
  created: MADE + 30 * MINUTE,
  modified: MADE + 30 * MINUTE,
};
const bookmark: StoredBookmark = {
  labels: ["Sentinel Hunts"],
  eventTime: MADE,
  created: MADE + MINUTE,
  modified: MADE + MINUTE,
};
const attachments: Attachments = {
  comments: [comment],
  bookmarks: [bookmark],
  related: [OURS],
  others: [],
};

test("an incident of a band is judged by the band's severity and text", () => {
  const bands = [{ from: 50, delivery: "incident", severity: "High" }] as const;
  const graded = { ...rule, severity: "Low", hunt: { ...rule.hunt, score: 0, bands } } as const;
  const high = delivery.incident({ ...group, band: bands[0] }, 1, {
    ...context,
    rule: graded,
  }) as IncidentWrite;
  expect(high.description).toContain("Risk 50 of 100 or more.");
  const { title, description, severity } = high;
  const made = { ...incident, title, description, severity };
  expect(findTouch(made, graded)).toBeUndefined();
  expect(findTouch({ ...made, severity: "Medium" }, graded)).toBe(
    "its severity is Medium, the rule's is High or Low",
  );
  // Somebody lowered it to the severity of the other band, whose text differs.
  expect(findTouch({ ...made, severity: "Low" }, graded)).toBe(
    "its title or description differs from the rule's",
  );
});

test("what the hunts wrote, and nobody looked at, is untouched", () => {
  expect(findTouch(incident, rule)).toBeUndefined();
  expect(findLaterTouch(incident, attachments)).toBeUndefined();
  expect(
    findLaterTouch(incident, { comments: [], bookmarks: [], related: [], others: [] }),
  ).toBeUndefined();
});

const TEXTS = "its title or description differs from the rule's";

describe("an incident that shows that somebody worked on it", () => {
  test.each<[Partial<StoredIncident>, string]>([
    [{ status: "Active" }, "it is Active"],
    [{ status: "Closed", classification: "TruePositive" }, "it is closed as TruePositive"],
    [{ status: "Closed" }, "it is closed"],
    [{ owned: true }, "it has an owner"],
    [{ classification: "Undetermined" }, "it is classified as Undetermined"],
    [{ labels: [...makeLabels({ rule }), "seen"] }, "its labels differ from the rule's"],
    [{ labels: makeLabels({ rule }).slice(0, 2) }, "its labels differ from the rule's"],
    [{ severity: "High" }, "its severity is High, the rule's is Low"],
    [{ title: "Ann looks at this" }, TEXTS],
    [{ title: `${given.title}, see IR-7` }, TEXTS],
    [{ description: "Ann looks at this" }, TEXTS],
    [{ description: undefined }, TEXTS],
    [{ description: `Ann: real.\n\n${given.description}` }, TEXTS],
    [
      { description: given.description.replace("\n\nThe query", "\n\nAnn: real.\n\nThe query") },
      TEXTS,
    ],
    [{ description: `${given.description}\n\nAnn: real.` }, TEXTS],
    [{ description: given.description.replace("Dvc: ws1", "Dvc: ws1, ws2") }, TEXTS],
    [{ alerts: 1 }, "it has alerts"],
  ])("%o", (more, why) => {
    expect(findTouch({ ...incident, ...more }, rule)).toBe(why);
  });

  test("labels in another order are the same labels", () => {
    expect(
      findTouch({ ...incident, labels: makeLabels({ rule }).reverse() }, rule),
    ).toBeUndefined();
  });
});

describe("what a setting gave an incident is no work", () => {
  const OWNER = "44444444-4444-4444-8444-444444444444";
  const given = { ...rule, handover: [{ owner: OWNER, labels: ["hunt"] }] };
  const labels = [...makeLabels({ rule }), "hunt"];
  const ownedBy = (owner: Record<string, string>) => ({ owned: true, owner, labels });

  test.each<[string, Partial<StoredIncident>, string | undefined]>([
    ["both", ownedBy({ objectId: OWNER.toUpperCase(), assignedTo: "SOC" }), undefined],
    ["neither: it was made before", {}, undefined],
    ["the owner was removed", { labels }, undefined],
    ["another owner", ownedBy({ objectId: OURS }), "it has an owner"],
    ["another, by name", ownedBy({ assignedTo: "Ann" }), "it has an owner"],
    ["a further label", { labels: [...labels, "seen"] }, "its labels differ from the rule's"],
  ])("%s", (_, more, why) => {
    expect(findTouch({ ...incident, ...more }, given)).toBe(why);
  });

  test("of another severity, it is", () => {
    const high = {
      ...rule,
      handover: [{ severities: ["High" as const], owner: OWNER, labels: [] }],
    };
    const more = { owned: true, owner: { objectId: OWNER } };
    expect(findTouch({ ...incident, ...more }, high)).toBe("it has an owner");
  });
});

describe("what hangs on an incident shows it too", () => {
  test.each<[string, Partial<StoredIncident>, Partial<Attachments>, string]>([
    [
      "a comment of the portal",
      {},
      { comments: [comment, { ...comment, id: THEIRS }] },
      "somebody commented on it",
    ],
    [
      "a comment of another tool",
      {},
      { comments: [{ ...comment, message: "looked at, **2 findings** between" }] },
      "somebody commented on it",
    ],
    [
      "another bookmark",
      {},
      { bookmarks: [bookmark, bookmark], related: [OURS, THEIRS] },
      "a bookmark that is not ours was added",
    ],
    [
      "a bookmark that was deleted",
      {},
      { bookmarks: [] },
      "not all of its bookmarks can be read; one may have been deleted",
    ],
    [
      "a bookmark whose labels were changed",
      {},
      { bookmarks: [{ ...bookmark, labels: [] }] },
      "the labels of a bookmark were changed",
    ],
    [
      "a related alert",
      {},
      { others: ["SecurityAlert"] },
      "something other than a bookmark was related to it",
    ],
    [
      "a change of the incident after our last write",
      { modified: MADE + 33 * MINUTE },
      {},
      "it was changed at 2026-01-01T00:33:00.000Z",
    ],
    [
      "a comment that was edited",
      {},
      { comments: [{ ...comment, modified: MADE + 90 * MINUTE }] },
      "one of its comments was changed at 2026-01-01T01:30:00.000Z",
    ],
    [
      "a bookmark that was edited",
      {},
      { bookmarks: [{ ...bookmark, modified: MADE + 90 * MINUTE }] },
      "one of its bookmarks was changed at",
    ],
    [
      "a change before our last write",
      { modified: MADE + 20 * MINUTE },
      {},
      "it was changed at 2026-01-01T00:20:00.000Z",
    ],
    [
      "a change of a bookmark as we commented",
      {},
      { bookmarks: [{ ...bookmark, modified: comment.created }] },
      "one of its bookmarks was",
    ],
    ["no time of its change", { modified: Number.NaN }, {}, "it has no modification time"],
  ])("%s", (_name, more, hanging, why) => {
    expect(findLaterTouch({ ...incident, ...more }, { ...attachments, ...hanging })).toContain(why);
  });

  test("that the service marks the incident as changed by our own comment is no touch", () => {
    expect(
      findLaterTouch({ ...incident, modified: comment.created + 2 * MINUTE }, attachments),
    ).toBeUndefined();
  });
});

test("an incident of a rule that merges rows, which has no query, is recognised as untouched", () => {
  const merging = { ...rule, shape: "aggregate" as const };
  const { title, description, severity } = delivery.incident(group, 1, {
    ...context,
    rule: merging,
  })!;
  const made = { title, description, severity };
  expect(hasGivenTexts(made, merging)).toBe(true);
  expect(hasGivenTexts({ ...made, description: `${description} Seen.` }, merging)).toBe(false);
});
