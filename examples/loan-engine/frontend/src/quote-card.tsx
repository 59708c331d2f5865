import type { ReactNode } from "react";
import type { Quote } from "./api";
import { formatMoney, outcomeText } from "./format";

/** The terms of one quote, with what can be done next below them. */
export function QuoteCard({ quote, children }: { readonly quote: Quote; children: ReactNode }) {
  return (
    <section className="card" aria-label="Your quote" data-outcome={quote.outcome}>
      <p className="payment">
        <strong>{formatMoney(quote.monthly_payment)}</strong> a month
      </p>
      <dl>
        <dt>Yearly rate</dt>
        <dd>{quote.annual_rate_percent} %</dd>
        <dt>Interest in all</dt>
        <dd>{formatMoney(quote.total_interest)}</dd>
        <dt>Income that goes to debts</dt>
        <dd>{quote.debt_to_income_percent} %</dd>
        <dt>Outcome</dt>
        <dd>{outcomeText[quote.outcome]}</dd>
      </dl>
      {children}
    </section>
  );
}
