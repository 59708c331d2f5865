import { Construct } from "constructs";
import { SsmParameter } from "#aws/ssm-parameter";
import { Fn, Op, Token } from "#terraform";
import { placeholderDigest } from "../../contract/images";
import { mainResourceId } from "../readable-stack";

/** Properties of an {@link ImagePointer}. */
interface ImagePointerProps {
  /** Name of the SSM parameter, such as `/shop/prod/image`. */
  readonly name: string;
}

/**
 * The digest of the released image. Only the deployer writes it, after success; Terraform makes it once and reads it ever after, so
 * that a plan after a release is empty and any other plan keeps the released image. Stateful. Description, type and tier never change:
 * the provider would write the value of plan time back over a release made since.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
 */
export class ImagePointer extends Construct {
  readonly arn: string;
  readonly parameterName: string;
  /** The released digest, known when planning. */
  readonly digest: string;

  constructor(scope: Construct, id: string, props: ImagePointerProps) {
    super(scope, id);
    const parameter = new SsmParameter(this, mainResourceId, {
      name: props.name,
      description: "Digest of the released image. Written by the deployer alone.",
      type: "String",
      tier: "Standard",
      insecureValue: placeholderDigest,
      lifecycle: { ignoreChanges: ["insecure_value"], preventDestroy: true },
    });
    this.arn = parameter.arn;
    this.parameterName = parameter.name;
    this.digest = parameter.insecureValue;
  }

  /** A Terraform expression: `count` once something was released, 0 before. */
  onceReleased(count: number): number {
    return Token.asNumber(Fn.conditional(Op.eq(this.digest, placeholderDigest), 0, count));
  }
}
