import { type FormEvent, useState } from "react";
import { Link, useNavigate } from "react-router";
import { type ApplicationRequest, api, type Quote } from "./api";
import { Field, Problem } from "./field";
import { purposeText } from "./format";
import { QuoteCard } from "./quote-card";
import { useSession } from "./session";
import { useRequest } from "./use-request";

/** What would it cost, and can I afford it? Whoever is signed in can apply from here. */
export function QuotePage() {
  const { token } = useSession();
  const navigate = useNavigate();
  const { busy, problem, run } = useRequest();
  const [shown, setShown] = useState<{
    readonly loan: ApplicationRequest;
    readonly quote: Quote;
  }>();

  function ask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const loan = Object.fromEntries(form) as unknown as ApplicationRequest;
    const { purpose: _, ...priced } = loan;
    run(async () => {
      setShown(undefined);
      setShown({ loan, quote: await api.quote(priced) });
    });
  }

  function apply(loan: ApplicationRequest, signedIn: string) {
    run(async () => {
      await api.apply(loan, signedIn);
      navigate("/applications");
    });
  }

  return (
    <main>
      <h1>What will your loan cost?</h1>
      {/* A quote belongs to the values it was made of: changing one takes it away. */}
      <form onSubmit={ask} onChange={() => setShown(undefined)}>
        <Field label="Amount" name="amount" type="number" min={1000} max={100000} step="any" />
        <Field label="Months" name="term_months" type="number" min={6} max={84} />
        <Field label="Monthly income" name="monthly_income" type="number" min={100} step="any" />
        <Field
          label="Monthly debts"
          name="monthly_debts"
          type="number"
          min={0}
          step="any"
          defaultValue={0}
        />
        <label className="field">
          <span>Purpose</span>
          <select name="purpose" defaultValue="other">
            {Object.entries(purposeText).map(([purpose, text]) => (
              <option key={purpose} value={purpose}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" disabled={busy}>
          Show my payment
        </button>
      </form>
      <Problem text={problem} />
      {shown && (
        <QuoteCard quote={shown.quote}>
          {token === undefined ? (
            <Link to="/sign-in">Sign in to apply</Link>
          ) : (
            <button type="button" disabled={busy} onClick={() => apply(shown.loan, token)}>
              Apply for this loan
            </button>
          )}
        </QuoteCard>
      )}
    </main>
  );
}
