import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsIn, fillTemplate } from "../../../../src/hunt/delivery/kinds/template.ts";
import { hostileText } from "./hostile-text.ts";

const event = (row: Record<string, string>) => ({ row, time: 0, derived: {} });

test("a template has an event's values in place of its columns", () => {
  const template = "{{User}} on {{ Dvc }}: {{User}}";
  expect(columnsIn(template)).toEqual(["User", "Dvc", "User"]);
  expect(fillTemplate(template, event({ User: "kim", Dvc: "ws1" }), 80)).toBe("kim on ws1: kim");
});

test("with an empty column there is no text, as in Sentinel", () => {
  expect(fillTemplate("{{User}} on {{Dvc}}", event({ User: "kim" }), 80)).toBeUndefined();
  expect(fillTemplate("nothing to fill", event({}), 80)).toBe("nothing to fill");
});

test("whatever an event holds, it fills one place, on one line, and nothing in it is filled", () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom("{{Dvc}}", "$&", "$1", "{{User}}"), (text, more) => {
      const row = { User: `${more}${text.slice(0, 200)}`, Dvc: "ws1" };
      const filled = fillTemplate("a {{User}} b", event(row), 80);
      expect(filled).toMatch(/^a .* b$/u);
      expect([...(filled ?? "")].length).toBeLessThanOrEqual(84);
      expect(filled?.startsWith(`a ${more}`)).toBe(true);
    }),
  );
});
