import { hideSecretsOf } from "../../secrets-within";
import type { PlanObservation, PlanRule } from "../rule";

/** A condition that the configuration itself states does not hold. */
export const checkFailed: PlanRule = {
  name: "check-failed",
  class: "plan",
  why: "Somebody wrote the condition because its failure had hurt. Terraform only warns of a failed `check`, and applies.",
  advice: "Correct what the condition is about.",
  check(plan): readonly PlanObservation[] {
    return plan.checks
      .filter(({ status }) => status !== "pass" && status !== "unknown")
      .map(({ address, status, instances }): PlanObservation => {
        const problems = (instances ?? [])
          .flatMap((one) => one.problems ?? [])
          .flatMap(({ message }) => message ?? []);
        const said = problems.length > 0 ? `: ${hideSecretsOf(plan, problems.join("; "))}` : "";
        const what = `${status === "fail" ? "does not hold" : "could not be checked"}${said}`;
        return { address: address.to_display, action: "fail", verdict: "refuse", what };
      });
  },
};
