import { expect, test } from "vitest";
import { around } from "../../../src/hunt/base/around.ts";

const port = () => ({
  name: "port",
  add: async (one: number, other: number) => one + other,
  fail: async () => Promise.reject(new Error("no")),
});

test("each call goes through the function, with its name and arguments, and gives what that gives", async () => {
  const calls: unknown[] = [];
  const wrapped = around(port(), async (call) => {
    calls.push([call.name, call.args]);
    return call.name === "add" ? ((await call.run()) as number) * 2 : call.run();
  });
  expect(await wrapped.add(1, 2)).toBe(6);
  await expect(wrapped.fail()).rejects.toThrow("no");
  expect(calls).toEqual([
    ["add", [1, 2]],
    ["fail", []],
  ]);
});

test("what is no method stays, and a copy goes through the function, too", async () => {
  let count = 0;
  const copy = {
    ...around(port(), ({ run }) => {
      count += 1;
      return run();
    }),
  };
  expect([copy.name, await copy.add(1, 1), count]).toEqual(["port", 2, 1]);
});

test("a method that is replaced later is the one that is called", async () => {
  const own = port();
  const wrapped = around(own, ({ run }) => run());
  own.add = async () => 7;
  expect(await wrapped.add(1, 1)).toBe(7);
});
