/** A value as one text, whatever it is: nothing is the empty text, a list or an object its JSON. Never throws. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "symbol") return value.description ?? "";
  return typeof value === "object" ? JSON.stringify(value) : `${value}`;
}

/** A number, also where it is written as text; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
