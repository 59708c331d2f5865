import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPlan } from "../../../src/review/read/plan";
import { renderHtml } from "../../../src/review/render/html";
import { reviewPlan } from "../../../src/review/review-plan";
import { terraformJson } from "../../../src/stack/terraform-json";
import { exampleEnvironment } from "../../support/example-environment";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";
import { firstPlan } from "../support/first-plan";
import { ownPlan } from "../support/own-plans";
import { fixturePlan, planOf } from "../support/plans";

const environment = { name: "eec-dev", addresses: [] };

describe("the page", () => {
  test("has the verdict as title, first and last", () => {
    const page = renderHtml(reviewPlan(fixturePlan("database-replaced")));
    expect(page).toContain("<title>refused, for 2 findings</title>");
    expect(page).toMatch(/<h1>.*refused, for 2 findings<\/h1>/);
    expect(page).toMatch(/<p class="verdict">.*refused, for 2 findings<\/p>\n<\/footer>/);
  });

  test("has what is refused with why, what to do, and the line that approves it", () => {
    const page = renderHtml(reviewPlan(fixturePlan("database-replaced")));
    expect(page).toContain('<code>aws_db_instance.db</code> <span class="action">replace</span>');
    expect(page).toContain("<b>Why it matters:</b> What is in it is lost.");
    expect(page).toContain(
      "<b>What to do:</b> Keep the address: a renamed block needs <code>moved</code>.",
    );
    expect(page).toContain(
      "<code>--allow &#34;aws_db_instance.db:replace&#34; --because &#34;…&#34;</code>",
    );
  });

  test("holds no secret, and nothing of the plan as markup", () => {
    const page = renderHtml(
      reviewPlan(
        planOf({
          address: 'aws_ecs_task_definition.it["<img src=x onerror=alert(1)>"]',
          before: { family: "a<script>", container_definitions: "[]" },
          after: {
            family: "b<script>",
            container_definitions: JSON.stringify([
              {
                name: "</style><b>",
                image: "r",
                environment: [{ name: "PGPASSWORD", value: "hunter2hunter2" }],
              },
            ]),
          },
        }),
      ),
    );
    expect(page).toContain("&#60;img src=x onerror=alert(1)&#62;");
    expect(page).not.toMatch(/<img|<script>b|hunter2|<b>&/);
    expect(page.match(/<script/g)).toHaveLength(1);
  });

  describe("marks in the environment's picture what changes", () => {
    const pictureOf = (...[name, edit]: Parameters<typeof ownPlan>) => {
      const page = renderHtml(reviewPlan(ownPlan(name, edit)));
      return /<section id="picture"[\s\S]*?<\/section>/.exec(page)?.[0] ?? "";
    };
    /** The box of a part, with its mark. */
    const box = (picture: string, part: string) =>
      new RegExp(
        `<(?:a|span) class="(\\w+)"[^>]*><b>${part}</b>.*?</(?:a|span)>(?=<div|</li>)`,
      ).exec(picture)?.[0];

    test("no box where nothing does", () => {
      const picture = pictureOf("eec-dev-second");
      expect(picture).not.toMatch(/class="(changes|grows|refused)"/);
      expect(box(picture, "database")).toMatch(
        /^<span class="still"><b>database<\/b><span class="chips"><span class="chip">\d+ as they are<\/span><\/span><\/span>$/,
      );
    });

    test("the box that changes, which leads to its changes, and no other", () => {
      const picture = pictureOf("eec-prod-memory");
      expect(picture.match(/class="(changes|grows|refused)"/g)).toEqual(['class="changes"']);
      expect(box(picture, "service")).toMatch(
        /^<a class="changes" href="#part-service"><b>service<\/b><span class="chips"><span class="chip changed">1 changed<\/span><span class="chip new">1 new revision<\/span>/,
      );
    });

    test("the box in which something is refused", () => {
      const picture = pictureOf("eec-prod-multi-az-off");
      expect(box(picture, "database")).toMatch(
        /^<a class="refused" href="#part-database"><b>database<\/b> <span class="flag">refused<\/span>/,
      );
      expect(box(picture, "service")).toMatch(/^<span class="still">/);
    });

    test("the box that is new", () => {
      const page = renderHtml(reviewPlan(planOf({ address: "aws_sns_topic.it", after: {} })));
      expect(page).toContain('<a class="grows" href="#part-observability">');
    });

    test("what traffic is closed between the boxes, and a database that goes", () => {
      const picture = pictureOf("eec-prod-database-removed");
      expect(picture).toContain('<span class="port closed">− 5432</span>');
      expect(box(picture, "database")).toContain('<a class="refused"');
      expect(box(picture, "database")).toMatch(
        /<span class="chip destroyed">\d+ destroyed<\/span>/,
      );
    });
  });

  test("says how many there are of what is not listed", () => {
    const many = Array.from({ length: 250 }, (_, i) => ({
      address: `aws_sns_topic.number_${i}`,
      after: { name: "x" },
    }));
    const page = renderHtml(reviewPlan(planOf(...many)));
    expect(page).toContain("… and 50 more; <code>--format json</code> lists all of them.");
  });
});

const folder = useTemporaryFolder();

describeWithTools(["chromium"], "the page in a browser", ({ chromium: executablePath }) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: [
        ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ],
    });
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
