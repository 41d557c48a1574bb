import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ignoreList } from "../../src/ignore-lists/index.ts";
import { fromWatchlist } from "../../src/ignore-lists/watchlist.ts";
import { WORKSPACE } from "../harness.ts";
import { temporary } from "../system/cli.ts";

const when = {
  field: "Rundll32Module",
  op: "equals",
  value: "C:\\Program Files\\Agent\\agent.dll",
};
const filled = {
  id: "agent",
  title: "Agent",
  reason: "It exports.",
  owner: "soc",
  expires: "2099-01-01",
  rules: ["lolbin"],
  when,
};
const open = { ...filled, id: "open", title: "FILL-IN: what is it?", owner: "FILL-IN" };
const refusal = {
  message: "the entry open says FILL-IN in title, owner; until then it hides nothing",
};

test("a proposed entry that nobody filled in hides nothing from files and settings, and is a problem", () => {
  const folder = temporary();
  writeFileSync(join(folder, "agent.yaml"), JSON.stringify({ entries: [open, filled] }));
  const list = ignoreList({ folders: [folder], settings: {}, slugs: ["lolbin"], strict: false });
  expect(list.entries.map(({ id }) => id)).toEqual(["agent"]);
  expect(list.problems).toEqual([
    expect.objectContaining({ ...refusal, where: expect.stringContaining("agent.yaml:1") }),
  ]);
  const settings = { IGNORE_ENTRIES: JSON.stringify([open]) };
  expect(
    ignoreList({ folders: [temporary()], settings, slugs: ["lolbin"], strict: false }),
  ).toMatchObject({
    entries: [],
    problems: [refusal],
  });
});

test("nor from a watchlist", () => {
  const row = {
    ...open,
    rules: "lolbin",
    when: JSON.stringify(when),
    permanent: "",
    ticket: "",
    added: "",
    active: "",
  };
  const items = [{ row, createdBy: "", changedBy: "" }];
  const list = fromWatchlist(items, { alias: "ignore", workspace: WORKSPACE, slugs: ["lolbin"] });
  expect(list).toMatchObject({ entries: [], problems: [refusal] });
});
