import type { EnvironmentRule, RuleProblem } from "./rule";

/** A port-forward needs a database whose host is known, and the agent of Systems Manager that ECS Exec puts into each task. */
export const databaseClientsReach: EnvironmentRule = ({ access, database, service }) => {
  if (access.databaseClients?.mode !== "role") return [];
  const path = ["access", "databaseClients", "mode"];
  if (database.mode === "none") {
    const message = "must not be role where database.mode is none, got role";
    return [{ path, message, fix: "write none: there is no database to connect to" }];
  }
  const problems: RuleProblem[] = [];
  if (database.mode === "existing" && database.hostName === undefined) {
    problems.push({
      path: ["database"],
      on: "key",
      message: "must have hostName where access.databaseClients.mode is role",
      fix: "add the host name of the database, as its URL has it; sessions lead there and nowhere else",
    });
  }
  if (!service.execEnabled) {
    problems.push({
      path: ["service", "execEnabled"],
      message: "must be true where access.databaseClients.mode is role, got false",
      fix: "write true, so that ECS runs the agent of Systems Manager beside the application, through which the connection goes; or write mode: none",
    });
  }
  return problems;
};
