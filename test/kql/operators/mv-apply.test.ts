import { describe, expect, test } from "vitest";
import { answer, refusal } from "../answer.ts";

const T = "datatable(id:long, b:dynamic, s:string)[1, dynamic([3,1,2]), 'x', 2, dynamic([7]), 'y']";

describe("the subquery is applied to the items of each row", () => {
  test.each([
    ["e=b to typeof(long) on (top 2 by e)", "e:long", ["1 3", "1 2", "2 7"]],
    [
      "e=b to typeof(long) on (summarize t = sum(e), n = count())",
      "t:long, n:long",
      ["1 6, 3", "2 7, 1"],
    ],
    ["e=b on (count)", "Count:long", ["1 3", "2 1"]],
    ["with_itemindex=i e=b on (where i == 2)", "e:dynamic, i:long", ["1 2, 2"]],
    ["e=b limit 1 on (take 100)", "e:dynamic", ["1 3", "2 7"]],
    ["e=b to typeof(long) on (where e > id | project d = e - id)", "d:long", ["1 2", "1 1", "2 5"]],
    ["e=b on (where e > 9)", "e:dynamic", []],
  ])("%s", (clause, added, rows) => {
    const [columns, ...got] = answer(`${T} | mv-apply ${clause} | project-away b, s`);
    expect(columns).toBe(`id:long, ${added}`);
    expect(got).toEqual(rows.map((row) => row.replace(" ", ", ")));
  });

  test("a row whose arrays are empty gives none, null is one item", () => {
    const table =
      "datatable(id:long, b:dynamic)[1, dynamic([]), 2, dynamic(null), 3, dynamic([5])]";
    expect(answer(`${table} | mv-apply e=b on (summarize n = count()) | project id, n`)).toEqual([
      "id:long, n:long",
      "2, 1",
      "3, 1",
    ]);
  });

  test("no rows at all have the columns of the subquery", () => {
    expect(answer(`${T} | where false | mv-apply e=b on (summarize n = count())`)).toEqual([
      "id:long, b:dynamic, s:string, n:long",
    ]);
  });

  test("names of the query are known inside", () => {
    expect(
      answer(`let least = 2; ${T} | mv-apply e=b to typeof(long) on (where e >= least | count)`),
    ).toEqual(["id:long, b:dynamic, s:string, Count:long", '1, [3,1,2], "x", 2', '2, [7], "y", 1']);
  });

  test("inside another", () => {
    expect(
      answer(
        "print d = dynamic([[1,2],[3]]) | mv-apply r = d on " +
          "(mv-apply c = r to typeof(long) on (summarize t = sum(c))) | project t",
      ),
    ).toEqual(["t:long", "3", "3"]);
  });
});

describe("columns", () => {
  test.each([
    ["b on (where b == 7)", "id:long, s:string, b:dynamic", '2, "y", 7'],
    ["b on (where id == 2 | project s)", "id:long, s:string", '2, "y"'],
    [
      "e=b on (where id == 2 | extend id = 'z')",
      "id:string, b:dynamic, s:string, e:dynamic",
      '"z", [7], "y", 7',
    ],
    ["s=b on (where id == 2)", "id:long, b:dynamic, s:dynamic", "2, [7], 7"],
    [
      "e=b on (where id == 2 | project-away s)",
      "id:long, b:dynamic, s:string, e:dynamic",
      '2, [7], "y", 7',
    ],
    ["b.k on (where id == 2)", "id:long, b:dynamic, s:string, b_k:dynamic", '2, [7], "y", null'],
  ])("%s", (clause, columns, row) => {
    expect(answer(`${T} | mv-apply ${clause}`)).toEqual([columns, row]);
  });
});

test("an operator of a subquery that is not supported is named", () => {
  const query = `${T} | mv-apply e=b on (reduce by s)`;
  const error = refusal(query);
  expect(error.message).toBe("the operator 'reduce' is not supported by the local engine");
  expect(query.slice(error.start)).toBe("reduce by s)");
});
