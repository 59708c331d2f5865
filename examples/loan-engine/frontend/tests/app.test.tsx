import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../src/app";
import { SessionProvider } from "../src/session";

interface Call {
  readonly path: string;
  readonly body: unknown;
  readonly authorization: string | null;
}

const quote = {
  annual_rate_percent: "7.40",
  monthly_payment: "1372.72",
  total_interest: "1418.07",
  debt_to_income_percent: "39.1",
  outcome: "review",
};
const application = {
  ...quote,
  id: "1",
  amount: "12000.00",
  term_months: 36,
  purpose: "car",
  created_at: "2026-03-02T10:00:00Z",
};
const refusal = (status: number, detail: string) => Response.json({ detail }, { status });

let calls: Call[];
/** What the backend answers, by path; each test changes what it needs. */
let backend: Record<string, () => Response>;

beforeEach(() => {
  calls = [];
  backend = {
    "/api/quotes": () => Response.json(quote),
    "/api/applications": () => Response.json([application]),
    "/auth/register": () => Response.json({ id: "7", email: "ada@example.gov" }, { status: 201 }),
    "/auth/login": () => Response.json({ access_token: "the-token" }),
    "/auth/me": () => Response.json({ id: "7", email: "ada@example.gov" }),
  };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (path, options) => {
    const authorization = new Headers(options?.headers).get("Authorization");
    const body = options?.body ? JSON.parse(String(options.body)) : undefined;
    calls.push({ path: String(path), body, authorization });
    const answer = backend[String(path)];
    if (answer === undefined) throw new Error(`the test has no answer for ${path}`);
    return answer();
  });
});

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

function open(path: string) {
  render(
    <MemoryRouter initialEntries={[path]}>
      <SessionProvider>
        <App />
      </SessionProvider>
    </MemoryRouter>,
  );
  return userEvent.setup();
}

function signedIn() {
  sessionStorage.setItem(
    "loan-engine-session",
    JSON.stringify({ token: "the-token", email: "ada@example.gov" }),
  );
}

async function askForQuote(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByLabelText("Amount"), "12000");
  await user.type(screen.getByLabelText("Months"), "36");
  await user.type(screen.getByLabelText("Monthly income"), "3000");
  await user.selectOptions(screen.getByLabelText("Purpose"), "Car");
  await user.click(screen.getByRole("button", { name: "Show my payment" }));
}

test("a quote shows the payment, the interest and what the outcome means", async () => {
  const user = open("/");
  await askForQuote(user);
  const card = within(await screen.findByRole("region", { name: "Your quote" }));
  expect(card.getByText("1,372.72")).toBeTruthy();
  expect(card.getByText("1,418.07")).toBeTruthy();
  expect(card.getByText("Needs a review")).toBeTruthy();
  expect(calls.map(({ path, body }) => ({ path, body }))).toEqual([
    {
      path: "/api/quotes",
      body: { amount: "12000", term_months: "36", monthly_income: "3000", monthly_debts: "0" },
    },
  ]);
});

test("a quote disappears when a value is changed, because it is not that loan's", async () => {
  const user = open("/");
  await askForQuote(user);
  await screen.findByRole("region", { name: "Your quote" });
  await user.type(screen.getByLabelText("Months"), "1");
  expect(screen.queryByRole("region", { name: "Your quote" })).toBeNull();
});

test("a refused quote says why, in the backend's words", async () => {
  backend["/api/quotes"] = () => refusal(422, "amount: Input should be greater than 1000");
  await askForQuote(open("/"));
  expect((await screen.findByRole("alert")).textContent).toBe(
    "amount: Input should be greater than 1000",
  );
});

test("a server that is not there or does not speak JSON is said to be so", async () => {
  vi.mocked(fetch).mockRejectedValueOnce(new TypeError("fetch failed"));
  const user = open("/");
  await askForQuote(user);
  expect((await screen.findByRole("alert")).textContent).toBe(
    "The server cannot be reached. Check your connection and try again.",
  );
  backend["/api/quotes"] = () => new Response("<h1>Bad Gateway</h1>", { status: 502 });
  await user.click(screen.getByRole("button", { name: "Show my payment" }));
  await waitFor(() =>
    expect(screen.getByRole("alert").textContent).toBe("The server failed (502)."),
  );
});

test("whoever is signed in applies with the token and sees the application", async () => {
  signedIn();
  const user = open("/");
  await askForQuote(user);
  await user.click(await screen.findByRole("button", { name: "Apply for this loan" }));
  const row = within((await screen.findAllByRole("row"))[1] as HTMLElement);
  expect(row.getAllByRole("cell").map((cell) => cell.textContent)).toEqual([
    "Mar 2, 2026",
    "Car",
    "12,000.00",
    "36",
    "1,372.72",
    "Needs a review",
  ]);
  const [, applied, listed] = calls;
  expect(applied).toMatchObject({ path: "/api/applications", authorization: "Bearer the-token" });
  expect(applied?.body).toEqual({
    amount: "12000",
    term_months: "36",
    monthly_income: "3000",
    monthly_debts: "0",
    purpose: "car",
  });
  expect(listed).toMatchObject({ path: "/api/applications", authorization: "Bearer the-token" });
});

test("refuses to let a stranger apply and leads to the sign-in", async () => {
  const user = open("/");
  await askForQuote(user);
  expect(screen.queryByRole("button", { name: "Apply for this loan" })).toBeNull();
  await user.click(await screen.findByRole("link", { name: "Sign in to apply" }));
  expect(screen.getByRole("heading", { name: "Sign in" })).toBeTruthy();
});

test("refuses to show applications to a stranger without asking the backend", () => {
  open("/applications");
  expect(screen.getByRole("heading", { name: "Sign in" })).toBeTruthy();
  expect(calls).toEqual([]);
});

test("signing in leads to the applications and shows who one is until one signs out", async () => {
  const user = open("/sign-in");
  await user.type(screen.getByLabelText("Email"), "ada@example.gov");
  await user.type(screen.getByLabelText("Password"), "correct horse battery");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  await screen.findByRole("table");
  expect(calls.map(({ path }) => path)).toEqual(["/auth/login", "/auth/me", "/api/applications"]);
  await user.click(screen.getByRole("button", { name: "Sign out ada@example.gov" }));
  expect(screen.getByRole("heading", { name: "Sign in" })).toBeTruthy();
  expect(sessionStorage.length).toBe(0);
});

test("a new account is opened and then signed in with", async () => {
  const user = open("/sign-in");
  await user.click(screen.getByRole("button", { name: "I am new here" }));
  await user.type(screen.getByLabelText("Email"), "ada@example.gov");
  await user.type(screen.getByLabelText("Password"), "correct horse battery");
  await user.click(screen.getByRole("button", { name: "Create account" }));
  await screen.findByRole("table");
  expect(calls.map(({ path }) => path)).toEqual([
    "/auth/register",
    "/auth/login",
    "/auth/me",
    "/api/applications",
  ]);
});

test("a wrong password is refused on the page and signs nobody in", async () => {
  backend["/auth/login"] = () => refusal(401, "The email or the password is wrong.");
  const user = open("/sign-in");
  await user.type(screen.getByLabelText("Email"), "ada@example.gov");
  await user.type(screen.getByLabelText("Password"), "wrong");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect((await screen.findByRole("alert")).textContent).toBe(
    "The email or the password is wrong.",
  );
  expect(sessionStorage.length).toBe(0);
});

test("a session that ended on the server ends in the browser too", async () => {
  signedIn();
  backend["/api/applications"] = () => refusal(401, "Sign in first.");
  open("/applications");
  await screen.findByRole("heading", { name: "Sign in" });
  expect(sessionStorage.length).toBe(0);
});

test("an application from before purposes were asked for is shown without one", async () => {
  signedIn();
  backend["/api/applications"] = () => Response.json([{ ...application, purpose: null }]);
  open("/applications");
  expect((await screen.findAllByRole("cell"))[1]?.textContent).toBe("–");
});

test("an address that is no page says so and leads back", async () => {
  const user = open("/nothing-here");
  expect(screen.getByRole("heading", { name: "There is no such page" })).toBeTruthy();
  await user.click(screen.getByRole("link", { name: "Back to the quote" }));
  expect(screen.getByRole("heading", { name: "What will your loan cost?" })).toBeTruthy();
});
