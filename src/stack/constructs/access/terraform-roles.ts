import type { Construct } from "constructs";
import type { TerraformResource } from "#terraform";
import type { PolicyStatement } from "../../../base/policy";
import type { Environment } from "../../../config/schema";
import type { Names } from "../../../contract/names";
import { AccessRole, trustInPrincipals } from "./access-role";
import { type GithubProvider, trustInGithub } from "./github-provider";

/** Properties of {@link terraformRoles}. */
interface TerraformRolesProps {
  /** Who may plan and apply, by the environment's file. */
  readonly who: Pick<Environment["access"], "appliers" | "github" | "planners">;
  /** GitHub's identity provider, where its workflows have roles. */
  readonly provider: GithubProvider | undefined;
  /** Names of the two roles. */
  readonly names: Pick<Names, "applyRole" | "planRole">;
  /** What they may do. */
  readonly terraform: {
    readonly plan: readonly PolicyStatement[];
    /** By policy. */
    readonly apply: readonly (readonly PolicyStatement[])[];
  };
}

/** The roles that plan and apply, each where somebody may act as it. Returns what gives the second one its permissions, empty where there is none. */
export function terraformRoles(
  scope: Construct,
  { who, provider, names, terraform }: TerraformRolesProps,
): readonly TerraformResource[] {
  const { planners, appliers, github } = who;
  const jobs =
    github.mode === "oidc" && github.terraform.mode === "roles" ? github.terraform : undefined;
  const role = (
    id: "apply" | "plan",
    about: { readonly name: string; readonly does: string },
    environment: string | undefined,
    others: Environment["access"]["planners"],
    statements: readonly (readonly PolicyStatement[])[],
  ): readonly TerraformResource[] => {
    const job =
      provider && jobs && environment ? trustInGithub(provider.arn, { ...jobs, environment }) : [];
    const named = others?.mode === "role" ? trustInPrincipals(others.trustedArns) : [];
    if (job.length + named.length === 0) return [];
    const whom = named.length === 0 ? "for one job of GitHub Actions" : "for whom the file names";
    return new AccessRole(scope, id, {
      name: about.name,
      description: `${about.does}, ${whom}`,
      trust: [...job, ...named],
      statements,
    }).permissions;
  };
  role("plan", { name: names.planRole, does: "Plans" }, jobs?.planEnvironment, planners, [
    terraform.plan,
  ]);
  const applies = { name: names.applyRole, does: "Applies reviewed plans" };
  return role("apply", applies, jobs?.applyEnvironment, appliers, terraform.apply);
}
