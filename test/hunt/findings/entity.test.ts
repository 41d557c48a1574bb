import { expect, test } from "vitest";
import { ENTITY_TYPES } from "../../../src/hunt/findings/entities/index.ts";
import { mapEntities } from "../../../src/hunt/findings/entity.ts";

const MAPPINGS = [
  {
    entityType: "Account",
    fieldMappings: [
      { identifier: "FullName", columnName: "User" },
      { identifier: "Sid", columnName: "UserSid" },
    ],
  },
  { entityType: "Host", fieldMappings: [{ identifier: "FullName", columnName: "Dvc" }] },
];

const entities = (row: Record<string, string>) =>
  mapEntities({ row, time: 0, derived: {} }, MAPPINGS, ENTITY_TYPES).map(
    ({ type, identifiers }) =>
      `${type} ${identifiers.map(({ identifier, value }) => `${identifier}=${value}`).join(" ")}`,
  );

test("columns that are empty, missing or placeholders give no entity", () => {
  expect(entities({ User: "-", UserSid: "S-1-0-0", Dvc: "" })).toEqual([]);
  expect(entities({})).toEqual([]);
});

test("what one column lacks another gives", () => {
  expect(entities({ User: "-\\-", UserSid: "S-1-5-20", Dvc: "ws1.contoso.test." })).toEqual([
    "Account Sid=S-1-5-20 Name=NETWORK SERVICE NTDomain=NT AUTHORITY",
    "Host FullName=ws1.contoso.test HostName=ws1 DnsDomain=contoso.test",
  ]);
});

test("an address in place of the host's name is an IP entity", () => {
  expect(entities({ User: "CONTOSO\\-", Dvc: "fe80::1%12" })).toEqual(["IP Address=fe80::1"]);
});
