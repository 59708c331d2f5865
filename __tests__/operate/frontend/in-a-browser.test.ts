import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { frontendCommand } from "../../../src/cli/commands/frontend";
import { identities } from "../../stack/constructs/access/support/identities";
import { actAs, useProjectOf } from "../../support/acting-by-role";
import { launchBrowser } from "../../support/browser";
import { describeWithEmulator } from "../../support/emulator";
import { frontendEnvironment } from "../../support/frontend";
import { memoryTerminal } from "../../support/memory-terminal";
import { makeSite, writeFiles } from "../../support/published-site";
import { standInDistribution } from "../../support/stand-in-distribution";
import { synthesizeEnvironment } from "../../support/synth";

const environment = frontendEnvironment(
  {},
  {
    "access.publishers": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/builder"] },
  },
);
const made = synthesizeEnvironment(environment);

/** An application of one page, as a bundler writes it: it shows its name and path, and loads a part later. What its policy forbids it tries too. */
const app = (name: string, foreign: string) => ({
  "index.html":
    `<!doctype html><link rel=icon href=data:,><main></main><script>window.inline = true</script>` +
    `<script src="${foreign}/foreign.js"></script><script type=module src=/assets/app-${name}.js></script>`,
  [`assets/app-${name}.js`]:
    `const main = document.querySelector("main");` +
    `main.textContent = "${name} " + location.pathname;` +
    `main.onclick = async () => (main.textContent = (await import("/assets/late-${name}.js")).text);`,
  [`assets/late-${name}.js`]: `export const text = "late ${name}";`,
});

/** A busy machine is no failure. */
const longTimeout = { timeout: 20_000 };

describeWithEmulator(
  "a published page in a browser, behind a stand-in of the distribution,",
  (aws, { chromium: executablePath }) => {
    const folder = useProjectOf(environment, aws);
    let browser: Browser;
    let edge: Awaited<ReturnType<typeof standInDistribution>>;

    beforeAll(async () => {
      browser = await launchBrowser(executablePath);
    }, 60_000);
    afterAll(() => browser?.close());

    beforeEach(async () => {
      const { bucket, distributionId } = await makeSite(aws(), "shop-dev", "shop.dev.example.gov");
      await identities(aws()).role("shop-dev-publisher", []);
      actAs(aws().clientConfig);
      edge = await standInDistribution({
        ...{ aws: aws(), made, bucket, distributionId },
        backend: (request, response) => {
          response.writeHead(404, { "content-type": "application/json" });
          response.end(JSON.stringify({ missing: request.url }));
        },
      });
    });
    afterEach(() => edge.stop());

    async function release(...words: string[]): Promise<void> {
      const terminal = memoryTerminal();
      await frontendCommand(terminal, 0.05).parseAsync(words, { from: "user" });
      expect(terminal.code()).toBe(0);
    }
    async function publish(name: string): Promise<void> {
      const foreign = `http://localhost:${edge.port}`; // another host than the page's
      const dist = writeFiles(mkdtempSync(join(folder(), "dist-")), app(name, foreign));
      await release("publish", "shop-dev", dist);
    }
    /** Opens a path with an empty browser, as somebody who comes for the first time. */
    async function opened(path: string) {
      const page = await (await browser.newContext()).newPage();
      const said: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      await page.goto(`${edge.url}${path}`);
      const text = () => page.textContent("main");
      return { page, said, text };
    }

    test("a deep link shows the application, its API answers for itself, and the policy holds", async () => {
      await publish("first");
      const { page, said, text } = await opened("/loans/42");
      await expect.poll(text, longTimeout).toBe("first /loans/42");
      const asked = (path: string) =>
        page.evaluate(async (url) => {
          const response = await fetch(url);
          return [response.status, await response.text()];
        }, path);
      expect(await asked("/api/nothing")).toEqual([404, '{"missing":"/api/nothing"}']);
      expect(await asked("/assets/none.js")).toEqual([403, "AccessDenied"]);
      expect(await page.evaluate("window.inline")).toBeUndefined();
      for (const refused of ["inline script", "foreign.js"]) {
        expect(said).toContainEqual(expect.stringContaining(refused));
      }
      expect(edge.asked.filter((line) => line.startsWith("localhost"))).toEqual([]);
    });

    test("an open page goes on loading its own files after the next release, others get the new page at once, and after a rollback the page before", async () => {
      await publish("first");
      const old = await opened("/loans/42");
      await expect.poll(old.text, longTimeout).toBe("first /loans/42");
      await publish("second");
      await expect.poll((await opened("/")).text, longTimeout).toBe("second /");
      await expect.poll((await opened("/loans/42")).text, longTimeout).toBe("second /loans/42");
      await old.page.click("main");
      await expect.poll(old.text, longTimeout).toBe("late first");
      await release("rollback", "shop-dev");
      await expect.poll((await opened("/")).text, longTimeout).toBe("first /");
      await old.page.reload();
      await expect.poll(old.text, longTimeout).toBe("first /loans/42");
    });
  },
  { alsoNeeds: ["chromium"] },
);
