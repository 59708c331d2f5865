import { Construct } from "constructs";
import { TerraformStack } from "#terraform";

/** Properties of an {@link Ephemeral}. */
interface EphemeralProps {
  /** Ephemeral resource type of the provider, such as `aws_secretsmanager_random_password`. */
  readonly type: string;

  /** Its arguments, by Terraform's own names. */
  readonly config: Record<string, unknown>;
}

/**
 * A value that exists while Terraform runs and is in no plan and no state. The framework's bindings do not know such blocks, so
 * this writes one beside the resources. Needs Terraform 1.11 or OpenTofu 1.12.
 * @see https://developer.hashicorp.com/terraform/language/block/ephemeral
 */
export class Ephemeral extends Construct {
  private readonly address: string;

  constructor(scope: Construct, id: string, props: EphemeralProps) {
    super(scope, id);
    const stack = TerraformStack.of(this);
    const name = stack.getLogicalId(this.node);
    stack.addOverride(`ephemeral.${props.type}.${name}`, props.config);
    this.address = `ephemeral.${props.type}.${name}`;
  }

  /** A reference to one of its attributes; only write-only arguments and other ephemeral blocks may take it. */
  attribute(name: string): string {
    return `\${${this.address}.${name}}`;
  }
}

/**
 * A person's text as an argument of Terraform: what would be an expression there (`${…}`, `%{…}`) is escaped, so that it stays text.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function literal(text: string): string {
  return text.replace(/[$%](?=\{)/g, "$&$&");
}

/**
 * Characters of a text once Terraform has resolved it: a token counts as the longest ARN that one stands for here (a KMS key's), since
 * the length of the token itself grows with the framework's counter.
 */
export function resolvedLength(text: string): number {
  return text.replace(/\$\{TfToken\[[^\]]*\]\}/g, "x".repeat(longestReference)).length;
}

const longestReference = "arn:aws-us-gov:kms:us-gov-west-1:000000000000:key/".length + 36;
