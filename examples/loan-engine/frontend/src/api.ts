/** The backend's answers and the one function that asks for them. Money comes as decimal text, to the cent. */

export type Outcome = "affordable" | "review" | "unaffordable";

export interface LoanRequest {
  readonly amount: string;
  readonly term_months: string;
  readonly monthly_income: string;
  readonly monthly_debts: string;
}

export interface ApplicationRequest extends LoanRequest {
  readonly purpose: string;
}

export interface Quote {
  readonly annual_rate_percent: string;
  readonly monthly_payment: string;
  readonly total_interest: string;
  readonly debt_to_income_percent: string;
  readonly outcome: Outcome;
}

export interface Application extends Quote {
  readonly id: string;
  readonly amount: string;
  readonly term_months: number;
  readonly purpose: string | null;
  readonly created_at: string;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A refusal, in the backend's own words. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const api = {
  quote: (loan: LoanRequest) => call<Quote>("POST", "/api/quotes", { body: loan }),
  register: (account: Credentials) => call<unknown>("POST", "/auth/register", { body: account }),
  login: (account: Credentials) =>
    call<{ readonly access_token: string }>("POST", "/auth/login", { body: account }),
  me: (token: string) => call<{ readonly email: string }>("GET", "/auth/me", { token }),
  apply: (loan: ApplicationRequest, token: string) =>
    call<Application>("POST", "/api/applications", { body: loan, token }),
  applications: (token: string) => call<Application[]>("GET", "/api/applications", { token }),
};

async function call<Answer>(
  method: string,
  path: string,
  { body, token }: { body?: unknown; token?: string },
): Promise<Answer> {
  const headers = new Headers();
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: body ? JSON.stringify(body) : null });
  } catch {
    throw new ApiError(0, "The server cannot be reached. Check your connection and try again.");
  }
  const answer = await response.json().catch(() => undefined);
  if (!response.ok || answer === undefined) {
    throw new ApiError(
      response.status,
      answer?.detail ?? `The server failed (${response.status}).`,
    );
  }
  return answer;
}
