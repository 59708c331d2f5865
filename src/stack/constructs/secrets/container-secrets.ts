import { Construct } from "constructs";
import { literal } from "../../overrides";
import { GeneratedSecret, StoredSecret } from "./generated-secret";

/** Where the value of one variable comes from. */
type SecretSource =
  | { readonly source: "database" }
  | { readonly source: "generated"; readonly length: number }
  | {
      readonly source: "arn";
      readonly arn: string;
      readonly jsonKey: string | null;
      readonly kmsKeyArn: string | null;
    };

/** Properties of {@link ContainerSecrets}. */
export interface ContainerSecretsProps {
  /** Source of each variable's value, by the variable's name. */
  readonly sourceByVariable: Readonly<Record<string, SecretSource>>;
  /** Beginning of the names in Secrets Manager. */
  readonly namePrefix: string;
  /** Raise it to rotate what is generated. */
  readonly version: number;
  /** ARN of the key that encrypts what is made here. */
  readonly keyArn: string;
  /** The environment's own database; undefined without one. */
  readonly database:
    | {
        /** Its URL, referring to something ephemeral. */
        readonly url: string;
        /** Another number for each database, so that the URL is written anew. */
        readonly generation: number;
      }
    | undefined;
}

/** The container's secret variables: each made here, or another's named by its ARN. */
export class ContainerSecrets extends Construct {
  readonly all: readonly ContainerSecret[];

  constructor(scope: Construct, id: string, props: ContainerSecretsProps) {
    super(scope, id);
    // By name, so that the order of the lines in a file says nothing.
    this.all = Object.entries(props.sourceByVariable)
      .sort(byName)
      .map(([name, source]) =>
        source.source === "arn"
          ? existingSecret({
              name,
              arn: source.arn,
              jsonKey: source.jsonKey ?? undefined,
              keyArn: source.kmsKeyArn ?? undefined,
            })
          : this.made(name, source, props),
      );
  }

  private made(
    variable: string,
    source: Exclude<SecretSource, { readonly source: "arn" }>,
    props: ContainerSecretsProps,
  ): ContainerSecret {
    const { keyArn, version, database } = props;
    const common = { name: `${props.namePrefix}/${variable}`, keyArn, version };
    const secret =
      source.source === "generated"
        ? new GeneratedSecret(this, variable, {
            ...common,
            description: `${variable} of the application`,
            length: source.length,
          }).secret
        : new StoredSecret(this, variable, {
            ...common,
            description: "URL of the database, with its password",
            version: version + (database?.generation ?? 0),
            value: this.required(database?.url, variable),
          });
    return {
      name: variable,
      valueFrom: secret.valueFrom,
      arn: secret.arn,
      store: "secretsmanager",
      keyArn,
    };
  }

  private required(databaseUrl: string | undefined, variable: string): string {
    if (databaseUrl) return databaseUrl;
    throw new Error(
      `${this.node.path}: ${variable} is the database's URL, but the environment makes no database`,
    );
  }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** How one environment variable of the container gets its secret value. */
export interface ContainerSecret {
  /** Name of the environment variable. */
  readonly name: string;
  /** What ECS reads at the start of a task, such as a secret's ARN with `:::` and a version. */
  readonly valueFrom: string;
  /** ARN that the execution role must be able to read. */
  readonly arn: string;
  /** Service that keeps it. */
  readonly store: "secretsmanager" | "ssm";
  /** ARN of the customer key that encrypts it; undefined for the AWS managed key. */
  readonly keyArn: string | undefined;
}

/** Properties of {@link existingSecret}. */
interface ExistingSecretProps {
  /** Name of the environment variable. */
  readonly name: string;
  /** ARN of a Secrets Manager secret or of an SSM parameter. */
  readonly arn: string;
  /** Key within the secret's JSON; undefined for the whole of it. */
  readonly jsonKey: string | undefined;
  /** ARN of the customer key that encrypts it; undefined for the AWS managed key. */
  readonly keyArn: string | undefined;
}

/**
 * A secret that others made. It is not pinned to a version: whoever rotates it restarts the tasks.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export function existingSecret(props: ExistingSecretProps): ContainerSecret {
  const store = props.arn.split(":")[2] === "ssm" ? "ssm" : "secretsmanager";
  return {
    name: props.name,
    valueFrom: props.jsonKey ? `${props.arn}:${literal(props.jsonKey)}::` : props.arn,
    arn: props.arn,
    store,
    keyArn: props.keyArn,
  };
}
