import type { Node } from "constructs";
import { TerraformElement, TerraformStack } from "#terraform";
import { addressPart } from "../contract/addresses";
import { resolvingSparingly } from "./resolve-sparingly";

/** A child with this id adds nothing to the address: it is what its construct is for. */
export const mainResourceId = "resource";

/**
 * A stack whose addresses are for people: a plan reads `aws_db_instance.database`, not `database_5A8F1C2D`. An address is the
 * path of construct ids, joined by `_`. Two resources of one type with one address are an error, never merged in silence.
 */
export class ReadableStack extends TerraformStack {
  private readonly pathByAddress = new Map<string, string>();

  /**
   * The framework would resolve every value once more before, to find references between stacks and a missing backend. Ours never
   * refer to each other and always say where their state is.
   */
  override prepareStack(): void {}

  override toTerraform() {
    return resolvingSparingly(() => super.toTerraform());
  }

  /** Called by the framework for each element; throws when the address is taken. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const name = readableName(node.path.split("/").slice(this.node.path.split("/").length));
    if (TerraformElement.isTerraformElement(element))
      this.claim(`${kindOf(element)}.${name}`, node.path);
    return name;
  }

  private claim(address: string, path: string): void {
    const owner = this.pathByAddress.get(address) ?? path;
    if (owner !== path) {
      throw new Error(
        `${path}: address ${address} is taken by ${owner}; give one of them another id`,
      );
    }
    this.pathByAddress.set(address, path);
  }
}

/** Joins construct ids to a Terraform name: `database/resource` becomes `database`. */
export function readableName(ids: readonly string[]): string {
  return addressPart(ids.filter((id) => id !== mainResourceId).join("_"));
}

function kindOf(element: TerraformElement): string {
  const type = (element as { terraformResourceType?: string }).terraformResourceType;
  const isData = element.constructor.name.startsWith("DataAws");
  return `${isData ? "data." : ""}${type ?? element.constructor.name}`;
}
