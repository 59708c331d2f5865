import { describe, expect, test } from "vitest";
import { renderHtml } from "../../../src/review/render/html";
import { reviewPlan } from "../../../src/review/review-plan";
import { ownPlan } from "../support/own-plans";
import { fixturePlan, planOf } from "../support/plans";

// In a browser: `npm run test:checkout -- review-page`.
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
