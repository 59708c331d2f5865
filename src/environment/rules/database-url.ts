import type { Rule } from "./rule";

/** The database that is made here is connected by exactly one variable; without it there is no URL to give. */
export const databaseUrl: Rule = ({ database, secrets }) => {
  const names = Object.entries(secrets.variables)
    .filter(([, secret]) => secret.source === "database")
    .map(([name]) => name);
  if (database.mode !== "create") {
    return names.map((name) => ({
      path: ["secrets", "variables", name, "source"],
      message: `must not be database where database.mode is ${database.mode}`,
      fix: "the URL of a database that others own is a secret of theirs: write source: arn and its ARN",
    }));
  }
  if (names.length === 0) {
    return [
      {
        path: ["secrets", "variables"],
        on: "key",
        message: "must have one variable with source: database where database.mode is create",
        fix: "add the variable in which the application expects the database's URL, such as DATABASE_URL",
      },
    ];
  }
  return names.slice(1).map((name) => ({
    path: ["secrets", "variables", name, "source"],
    message: `must be database in one variable only, and ${names[0]} has it already`,
    fix: "let the application read one variable",
  }));
};
