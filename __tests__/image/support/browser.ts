import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { requireTool } from "../../support/tools";
import type { Sandbox } from "./sandbox";

/** A page of a browser in a sandbox, and what went wrong on it. */
export interface VisitedPage {
  readonly page: Page;
  /** Errors of its scripts and console, and requests without a good answer. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Opens a page in a headless Chromium in the sandbox, which keeps its files in a folder. */
export async function openPage(
  sandbox: Sandbox,
  folder: string,
  address: string,
): Promise<VisitedPage> {
  const program = join(folder, "browser.sh");
  const words = [...sandbox.enter, requireTool("chromium")].map((word) => `'${word}'`).join(" ");
  writeFileSync(program, `#!/bin/sh\nexec ${words} "$@"\n`);
  chmodSync(program, 0o755);
  const context: BrowserContext = await chromium.launchPersistentContext(join(folder, "browser"), {
    executablePath: program,
    chromiumSandbox: false, // which refuses root
    args: ["--disable-gpu", "--disable-quic", "--disable-sync"],
    artifactsDir: join(folder, "browser-artifacts"),
  });
  const problems: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("requestfailed", (request) => {
    problems.push(`${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.url()}: ${response.status()}`);
  });
  await page.goto(address, { waitUntil: "networkidle" });
  return { page, problems, close: () => context.close() };
}
