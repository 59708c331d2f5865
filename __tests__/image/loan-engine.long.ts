import { resolve } from "node:path";
import { expect } from "vitest";
import { imageJourney } from "./support/journey";

const account = { email: "ada@example.gov", password: "correct horse battery" };
const loan = { amount: "12000", term_months: 36, monthly_income: "3000" };

imageJourney({
  folder: resolve("examples/loan-engine"),
  environment: "loan-engine-test",
  livePath: "/health/live",
  unfinished: {
    path: "/auth/register",
    body: { ...account, email: "grace@example.gov" },
    status: 201,
  },
  logsJson: true,
  more: (step, { call, visit }) => {
    step("lives at /health/live", async () => {
      expect((await call("/health/live")).status).toBe(200);
    });

    step("answers at /auth and /api, and asks at /api who it is", async () => {
      const post = (path: string, body: object, token = "") =>
        call(path, { method: "POST", body, headers: { Authorization: `Bearer ${token}` } });
      expect((await post("/auth/register", account)).status).toBe(201);
      const { access_token: token } = JSON.parse((await post("/auth/login", account)).text);
      expect((await post("/api/applications", loan)).status).toBe(401);
      expect((await post("/api/applications", loan, token)).status).toBe(201);
      const mine = await call("/api/applications", {
        headers: { Authorization: `Bearer ${token}` },
      });
      expect(JSON.parse(mine.text)).toMatchObject([{ monthly_payment: "372.72" }]);
    });

    step("leads a person in a browser from the built page to a loan that is kept", async () => {
      const { page, problems, close } = await visit("/sign-in");
      try {
        await page.getByRole("button", { name: "I am new here" }).click();
        await page.getByLabel("Email").fill("mary@example.gov");
        await page.getByLabel("Password").fill(account.password);
        await page.getByRole("button", { name: "Create account" }).click();
        await page.getByText("None yet.").waitFor();
        await page.getByRole("link", { name: "Ask for a quote" }).click();
        await page.getByLabel("Amount").fill(loan.amount);
        await page.getByLabel("Months").fill(String(loan.term_months));
        await page.getByLabel("Monthly income").fill(loan.monthly_income);
        await page.getByRole("button", { name: "Show my payment" }).click();
        await page.getByRole("button", { name: "Apply for this loan" }).click();
        await page.getByRole("cell", { name: "372.72" }).waitFor();
        const scripts = await page
          .locator("script[src]")
          .evaluateAll((all) => all.map((script) => script.getAttribute("src")));
        expect(scripts).toEqual([expect.stringMatching(/^\/static\/assets\/index-.*\.js$/)]);
        expect(problems).toEqual([]);
      } finally {
        await close();
      }
    });
  },
});
