import { describe, expect, test } from "vitest";
import { functionApp } from "../../src/azure/function-app.ts";
import { type Answered, answering, refusal } from "./transport.ts";

const KEY = "a-key-that-nobody-sees";

function appOf(answer: (count: number) => Answered, waits: number[] = []) {
  const { access, seen } = answering((_, count) => answer(count));
  const sleep = async (ms: number) => void waits.push(ms);
  return {
    app: functionApp("https://hunts.azurewebsites.net/some/path", KEY, sleep, access.httpClient),
    seen,
    waits,
  };
}

test("the key goes in a header, and the path below the app's own", async () => {
  const { app, seen } = appOf(() => ({ status: 200, body: { a: 1 } }));
  expect([await app.get("runs/1"), await app.post("accept/x/write?workspace=w")]).toEqual([
    { a: 1 },
    { a: 1 },
  ]);
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET https://hunts.azurewebsites.net/api/runs/1",
    "POST https://hunts.azurewebsites.net/api/accept/x/write?workspace=w",
  ]);
  expect(seen[0]!.headers.get("x-functions-key")).toBe(KEY);
});

describe("what goes wrong is one line with a remedy, without the key", () => {
  test.each([
    [401, "check HUNTS_FUNCTION_KEY"],
    [403, "access restrictions"],
    [404, "this version of the app is deployed there"],
    [500, "look at the app's log"],
  ])("%i", async (status, remedy) => {
    const { app } = appOf(() => ({ status }));
    await expect(app.get("runs/1")).rejects.toMatchObject({
      status,
      remedy: expect.stringContaining(remedy),
    });
    await expect(app.get("runs/1")).rejects.toMatchObject({
      message: expect.not.stringContaining(KEY),
    });
  });

  test("the app's own words are told as they are, and not repeated", async () => {
    const { app, seen } = appOf(() => ({
      status: 503,
      body: { problems: ["read of incident 1: 403: no; give the identity its role"] },
    }));
    await expect(app.post("accept/x/write")).rejects.toMatchObject({
      status: 503,
      message:
        "POST /api/accept/x/write: 503: read of incident 1: 403: no; give the identity its role",
    });
    expect(seen).toHaveLength(1);
  });

  test("an answer that is no JSON", async () => {
    const { app } = appOf(() => ({ status: 200, body: "<html>" }));
    await expect(app.get("rules")).rejects.toMatchObject({
      message: expect.stringContaining("not JSON"),
    });
  });
});

describe("a gateway that is busy is asked again", () => {
  test.each([
    ["after Retry-After", { "retry-after": "7" }, [7_000]],
    ["after half a second where it does not say", {}, [500]],
  ])("%s", async (_name, headers: Readonly<Record<string, string>>, waits) => {
    const { app, waits: waited } = appOf((count) =>
      count === 1 ? refusal(429, "x", "busy", headers) : { status: 200, body: {} },
    );
    expect(await app.get("rules")).toEqual({});
    expect(waited).toEqual(waits);
  });

  test("and given up at last", async () => {
    const { app, seen } = appOf(() => refusal(429, "x", "busy"));
    await expect(app.get("rules")).rejects.toMatchObject({
      status: 429,
      remedy: "the app is busy; try again in a minute",
    });
    expect(seen).toHaveLength(4);
  });
});

test.each(["http://hunts.azurewebsites.net", "http://127.0.0.1.example.com"])(
  "%s would give the key away",
  (address) => {
    expect(() => functionApp(address, KEY, async () => undefined)).toThrow(
      "is not an https address",
    );
  },
);
