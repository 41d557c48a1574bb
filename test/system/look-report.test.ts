import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../../src/emulator/server.ts";
import { createWorld, RUNDLL32, sysmon, WORKSPACE } from "../harness.ts";
import { CHROMIUM, launchBrowser, openPage } from "./browser.ts";
import { hunts, temporary } from "./cli.ts";

const NASTY = `rundll32 "C:\\Program Files\\<img src=x onerror=alert(1)>\\a.dll",Go "><script>alert(2)</script> {{7*7}} </pre></details><h1>x</h1>`;
const events = ["20", "21"].map((hour) =>
  sysmon(`2025-12-31T${hour}:00:00Z`, RUNDLL32, NASTY, "C:\\<b>x</b>.exe", "", {
    host: '<i id="h">',
  }),
);

describe.skipIf(!CHROMIUM)("the report of a first look in Chromium", () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await launchBrowser();
    const out = temporary();
    const { server, port } = await listen(
      createWorld({ tables: new Map([["WindowsEvent", events]]) }).emulator,
      0,
    );
    const args = [
      "run",
      "--live",
      "--workspace",
      WORKSPACE.id,
      "--last",
      "2d",
      "--out",
      out,
      "--price-per-gb",
      "2",
    ];
    await hunts(args, { HUNT_EMULATOR: `http://127.0.0.1:${port}` });
    server.closeAllConnections();
    server.close();
    url = pathToFileURL(join(out, "look/report.html")).href;
  });
  afterAll(() => browser?.close());

  test("shows what would be raised, read and seen, and an entry for each use; loads and runs nothing", async () => {
    const { page, problems } = await openPage(browser, url);
    expect(problems).toEqual([]);
    expect(await page.locator("h1").allInnerTexts()).toEqual(["First look"]);
    const row = page.locator("#look tr").filter({ hasText: "rundll32-lolbinbookmarks" }).first();
    expect(await row.locator("td").allInnerTexts()).toEqual([
      "rundll32-lolbin",
      "bookmarks",
      "1",
      "0.5",
      "0.5",
      "0",
      "0",
      "0",
    ]);
    expect(await page.locator("#look").innerText()).toMatch(/SecurityEvent\s+not in the workspace/);
    expect(await page.locator("#uses pre").first().innerText()).toBe(NASTY);
    await page.locator("#uses summary").click();
    expect(await page.locator("#uses details pre").innerText()).toContain("FILL-IN");
    expect(
      await page
        .locator("script, img, main i, #uses h1, b:not(.card b, .chips b, .tree b)")
        .count(),
    ).toBe(0);
    await page.close();
  });

  test.each([1280, 390])("%i wide: nothing runs out of the page", async (width) => {
    const { page } = await openPage(browser, url, { viewport: { width, height: 900 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await page.close();
  });
});
