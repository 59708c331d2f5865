import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { EcrRepositoryPolicy } from "@cdktf/provider-aws/lib/ecr-repository-policy";
import { Construct } from "constructs";
import { mainResourceId } from "../../terraform/readable-stack";
import { lifecyclePolicy } from "./lifecycle-policy";
import { type RepositoryPolicyProps, repositoryPolicy } from "./repository-policy";

/** What an {@link ImageRepository} must be told. */
export interface ImageRepositoryProps extends RepositoryPolicyProps {
  /** Name within the registry, such as `shop/api`. */
  readonly name: string;

  /**
   * How many images to keep besides the released ones, 1 to 1000; older ones expire.
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
   */
  readonly keepImages: number;

  /** ARN of the key that encrypts the layers. */
  readonly keyArn: string;
}

/** Images of one application: a tag never moves, and each image is scanned when it arrives. Stateful. */
export class ImageRepository extends Construct {
  readonly arn: string;
  readonly url: string;
  readonly repositoryName: string;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);

    const repository = new EcrRepository(this, mainResourceId, {
      name: props.name,
      imageTagMutability: "IMMUTABLE", // what was scanned is what is deployed and promoted
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: props.keyArn }],
      lifecycle: { preventDestroy: true },
    });
    new EcrRepositoryPolicy(this, "policy", {
      repository: repository.name,
      policy: repositoryPolicy(props),
    });
    new EcrLifecyclePolicy(this, "retention", {
      repository: repository.name,
      policy: lifecyclePolicy(props.keepImages),
    });

    this.arn = repository.arn;
    this.url = repository.repositoryUrl;
    this.repositoryName = repository.name;
  }
}
