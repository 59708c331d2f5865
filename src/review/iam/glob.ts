/**
 * Patterns as IAM writes them: `*` any run of characters, `?` any one character.
 * Both questions are about the sets of texts that the patterns stand for.
 */

/** Whether everything that `inner` stands for is in what `outer` stands for. When in doubt, no. */
export function contains(outer: string, inner: string): boolean {
  // The wildcards of `inner` are letters here that only a wildcard at least as wide can take.
  let o = 0;
  let i = 0;
  let star = -1;
  let resume = 0;
  while (i < inner.length) {
    if (outer[o] === "*") {
      star = o++;
      resume = i;
    } else if (o < outer.length && takes(outer[o], inner[i])) {
      o++;
      i++;
    } else if (star >= 0) {
      o = star + 1;
      i = ++resume;
    } else return false;
  }
  while (outer[o] === "*") o++;
  return o === outer.length;
}

function takes(outer: string | undefined, inner: string | undefined): boolean {
  return outer === inner || (outer === "?" && inner !== "*");
}

/** Whether some text fits both patterns. What a variable stands for is not known here: it may be any text. */
export function overlaps(one: string, other: string): boolean {
  const [a = "", b = ""] = [one, other].map((pattern) => pattern.replace(/\$\{[^}]*\}/g, "*"));
  let row = new Array<boolean>(b.length + 1).fill(false);
  row[0] = true;
  for (let j = 0; j < b.length && b[j] === "*"; j++) row[j + 1] = true;
  for (const char of a) {
    const next = new Array<boolean>(b.length + 1).fill(false);
    next[0] = char === "*" && Boolean(row[0]);
    for (let j = 0; j < b.length; j++) {
      const other = b[j];
      next[j + 1] =
        char === "*" || other === "*"
          ? Boolean(row[j + 1] || next[j])
          : Boolean(row[j]) && (char === other || char === "?" || other === "?");
    }
    row = next;
  }
  return row[b.length] ?? false;
}
