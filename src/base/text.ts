/** Orders text by code unit, the same on every machine whatever its language. */
export function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Worth trying to parse: an object or a list, not a number that happens to be text. */
export function looksLikeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 0x7b || first === 0x5b) return true; // { or [
  return (first <= 0x20 || first > 0x7e) && /^\s*[{[]/.test(text);
}
