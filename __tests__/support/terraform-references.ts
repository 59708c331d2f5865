/** A block that others can refer to, such as `aws_db_instance.database` or `data.aws_subnet.x`. */
export type Address = string;

const reference =
  /(?<![\w."])((?:data\.|ephemeral\.)?(?:aws_\w+|terraform_data)\.[A-Za-z_][\w-]*)(?:\.|\[|(?![\w(]))/g;

/** What a value refers to in its expressions and `depends_on`. Policies and other text count only inside `${…}`. */
export function referencesIn(value: unknown): Set<Address> {
  return new Set(
    expressionsIn(value).flatMap((expression) =>
      [...expression.matchAll(reference)].map(([, address]) => address as Address),
    ),
  );
}

function expressionsIn(value: unknown, key = ""): string[] {
  if (typeof value === "string") {
    return key === "depends_on"
      ? [value]
      : [...value.matchAll(/(?<!\$)\$\{[^}]*\}/g)].map(([e]) => e);
  }
  if (Array.isArray(value)) return value.flatMap((entry) => expressionsIn(entry, key));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => expressionsIn(entry, name));
}
