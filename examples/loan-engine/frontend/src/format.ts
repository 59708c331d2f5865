import type { Outcome } from "./api";

const money = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2 });
const day = new Intl.DateTimeFormat("en-US", { dateStyle: "medium" });

/** `1234.5` as `1,234.50`. The text is formatted as it is, so no cent is lost in a float. */
export function formatMoney(decimal: string): string {
  return money.format(decimal as Intl.StringNumericLiteral);
}

export function formatDay(timestamp: string): string {
  return day.format(new Date(timestamp));
}

/** What a loan can be for, by the name that the backend gives it. */
export const purposeText: Readonly<Record<string, string>> = {
  car: "Car",
  home: "Home",
  education: "Education",
  other: "Something else",
};

/** What each outcome means to the applicant. */
export const outcomeText: Readonly<Record<Outcome, string>> = {
  affordable: "Affordable",
  review: "Needs a review",
  unaffordable: "Not affordable",
};
