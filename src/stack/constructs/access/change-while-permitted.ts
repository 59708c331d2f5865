import type { IConstruct } from "constructs";
import { dependable, TerraformResource } from "#terraform";

/**
 * Whoever applies gets the permissions for a section of the file by the very apply that adds the section, and loses them by the one that removes it. So Terraform
 * makes what these constructs hold after the permissions, and destroys it before them: it orders a destroy before changes of whatever the destroyed depended on.
 * @see https://github.com/hashicorp/terraform/blob/v1.11.4/docs/destroying.md
 */
export function changeWhilePermitted(
  constructs: readonly IConstruct[],
  permissions: readonly TerraformResource[],
): void {
  if (permissions.length === 0) return;
  for (const child of constructs.flatMap((construct) => construct.node.findAll())) {
    if (!TerraformResource.isTerraformResource(child)) continue;
    child.dependsOn = [...(child.dependsOn ?? []), ...permissions.map(dependable)];
  }
}
