import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPlan } from "../../src/review/read/plan";
import { renderHtml } from "../../src/review/render/html";
import { reviewPlan } from "../../src/review/review-plan";
import { terraformJson } from "../../src/stack/terraform-json";
import { firstPlan } from "../review/support/first-plan";
import { fixturePlan } from "../review/support/plans";
import { launchBrowser } from "../support/browser";
import { exampleEnvironment } from "../support/example-environment";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";

const environment = { name: "eec-dev", addresses: [] };

const folder = useTemporaryFolder();

describeWithTools(["chromium"], "the page in a browser", ({ chromium: executablePath }) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser(executablePath);
  }, 60_000);
  afterAll(() => browser?.close());

  interface Look {
    readonly colorScheme: "light" | "dark";
    readonly width: number;
  }

  /** A page for one review, which is loaded anew for each look: a browser's process a look cost as much as what is done in it. */
  async function pageOf(review: Parameters<typeof renderHtml>[0]) {
    const file = join(mkdtempSync(join(folder(), "page-")), "review.html");
    writeFileSync(file, renderHtml(review));
    const url = pathToFileURL(file).href;
    const context = await browser.newContext();
    const page = await context.newPage();
    const seen: string[] = [];
    page.on("console", (message) => seen.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
    page.on("request", (request) => seen.push(`request: ${request.url()}`));
    /** Loads it; gives what it complains of and asks for from then on. */
    const load = async ({ colorScheme, width }: Look) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      seen.length = 0;
      await page.goto(url);
      return seen;
    };
    return { page, load, own: `request: ${url}`, close: () => context.close() };
  }

  const reviews = [
    [
      "a first plan",
      reviewPlan(readPlan(firstPlan(terraformJson(exampleEnvironment())), "test"), { environment }),
    ],
    ["a refused plan", reviewPlan(fixturePlan("opened-and-widened"), { environment })],
    ["no changes", reviewPlan(fixturePlan("after-release"), { environment })],
  ] as const;
  const looks = [
    { colorScheme: "light", width: 1280 },
    { colorScheme: "dark", width: 1280 },
    { colorScheme: "light", width: 360 },
    { colorScheme: "dark", width: 360 },
  ] as const;
  const isDark = "matchMedia('(prefers-color-scheme: dark)').matches";

  test.each(reviews)(
    "%s: no error, no request, no finding of axe, by day and by night, wide and narrow",
    async (_, review) => {
      const { page, load, own, close } = await pageOf(review);
      for (const look of looks) {
        const seen = await load(look);
        await page.evaluate(
          "document.querySelectorAll('details').forEach((one) => { one.open = true; })",
        );
        expect([look, await violations(page)]).toEqual([look, []]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(look.width);
        expect(await page.evaluate(isDark)).toBe(look.colorScheme === "dark");
        expect(seen).toEqual([own]);
      }
      await close();
    },
    120_000,
  );

  test("everything that does something is reached by the keyboard, and works by it", async () => {
    const { page, load, close } = await pageOf(reviews[1][1]);
    await load(looks[0]);
    const all = "document.querySelectorAll('a[href], button, summary, [tabindex]')";
    const isSeen = "(one) => one.checkVisibility({ contentVisibilityAuto: true })";
    const expected = await page.evaluate(`[...${all}].filter(${isSeen}).length`);
    const reached = new Set<unknown>();
    for (let i = 0; i < Number(expected); i++) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(`[...${all}].indexOf(document.activeElement)`));
    }
    expect(expected).toBeGreaterThan(10);
    expect(reached.size).toBe(expected);
    expect(reached).not.toContain(-1);

    await page.focus("details.approve > summary");
    await page.keyboard.press("Enter");
    expect(await page.locator("details.approve").first().getAttribute("open")).toBe("");
    await page.focus("[data-fold=close]");
    await page.keyboard.press("Enter");
    expect(await page.locator("details.change[open]").count()).toBe(0);
    await page.focus("[data-fold=open]");
    await page.keyboard.press("Space");
    expect(await page.locator("details.change:not([open])").count()).toBe(0);
    await close();
  }, 60_000);

  test("a box of the picture leads to its changes", async () => {
    const { page, load, close } = await pageOf(reviews[1][1]);
    await load(looks[0]);
    await page.click("#picture a[href='#part-access']");
    expect(new URL(page.url()).hash).toBe("#part-access");
    expect(await page.locator("#part-access code").first().textContent()).toBe(
      "aws_iam_role_policy.exec-policy",
    );
    await close();
  }, 60_000);

  /** What axe finds: contrast, names, roles, landmarks. It comes by the debugger, since the page lets no other script in. */
  async function violations(page: Page): Promise<readonly string[]> {
    await page.evaluate(axe.source);
    const found = await page.evaluate(
      "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))",
    );
    return found as readonly string[];
  }
});
