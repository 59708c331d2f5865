import type { PolicyStatement } from "../../../../base/policy";
import { managedTagKey } from "../../../../contract/tags";

/** What Terraform needs of one service of AWS to keep this environment's resources. */
export interface ServiceAccess {
  /** In CamelCase, for the statements' names. */
  readonly service: string;
  /** Resource types and data sources that it is for; a test compares them with every stack's. */
  readonly types: readonly string[];
  /** Reads that AWS allows on everything or not at all, or that the provider makes without naming a resource. */
  readonly list?: readonly string[];
  /** Reads of the resources. */
  readonly read?: readonly string[];
  /** Changes of the resources. */
  readonly write?: readonly string[];
  /** The resources, by ARN. */
  readonly on?: readonly string[];
  /** Changes only of what carries this environment's tags, where the ARN does not say whose it is. */
  readonly onlyOwn?: boolean;
  /** What else limits the changes. */
  readonly condition?: PolicyStatement["Condition"];
  /** Reads that AWS makes with the permissions of whoever changes the resources; none of them knows a resource. */
  readonly readOnBehalf?: readonly string[];
  /** Changes for which AWS knows no resource. */
  readonly writeUnnamed?: readonly string[];
  /** Makes resources whose ARN nobody knows beforehand; only with this environment's tags. */
  readonly create?: readonly string[];
  /** The kinds of resources that are made, by ARN; every kind when left out. */
  readonly createOn?: readonly string[];
  /** Gives a resource its tags while it is created. Whoever could tag an existing resource could make it its own. */
  readonly tagNew?: {
    readonly actions: readonly string[];
    /** The key by which AWS says for which calls it checks this, and those calls; left out where AWS has no such key. */
    readonly createAction?: Readonly<Record<string, readonly string[]>>;
  };
}

/** The tags that every resource of an environment carries. */
interface OwnTags {
  readonly application: string;
  readonly environment: string;
}

/** What a plan needs. */
export function readStatements(services: readonly ServiceAccess[]): PolicyStatement[] {
  return [listStatement(services), ...services.flatMap(readOf)];
}

/** What a plan and an apply need of named resources, without {@link unnamedStatements}. */
export function namedStatements(
  services: readonly ServiceAccess[],
  own: OwnTags,
): PolicyStatement[] {
  return services.flatMap((entry) => {
    const { service, write = [], on = [], create = [], createOn = ["*"], tagNew } = entry;
    const condition = entry.onlyOwn ? tagged("ResourceTag", own) : entry.condition;
    return [
      ...readOf(entry),
      ...statement(`Change${service}`, write, on, condition),
      ...statement(`Make${service}`, create, createOn, tagged("RequestTag", own)),
      ...statement(`Tag${service}`, tagNew?.actions ?? [], on, forNew(own, tagNew?.createAction)),
    ];
  });
}

/** What a plan and an apply need where no resource can be named. */
export function unnamedStatements(services: readonly ServiceAccess[]): PolicyStatement[] {
  const onBehalf = services.flatMap((service) => service.readOnBehalf ?? []);
  const unnamed = services.flatMap((service) => service.writeUnnamed ?? []);
  return [
    listStatement(services),
    ...statement("ReadOnBehalfOfTheCaller", onBehalf, ["*"]),
    ...statement("ChangeWhatHasNoName", unnamed, ["*"]),
  ];
}

/** AWS knows no resource for these, or the provider names none. */
function listStatement(services: readonly ServiceAccess[]): PolicyStatement {
  const list = services.flatMap((service) => service.list ?? []);
  return { Sid: "ReadLists", Effect: "Allow", Action: sorted(list), Resource: "*" };
}

function readOf({ service, read = [], on = [] }: ServiceAccess): PolicyStatement[] {
  return statement(`Read${service}`, read, on);
}

/** Holds only while a resource is created: AWS names the call that it checks, or the resource has no tags of Slipway yet. */
function forNew(
  own: OwnTags,
  createAction: Readonly<Record<string, readonly string[]>> | undefined,
): PolicyStatement["Condition"] {
  const { StringEquals } = tagged("RequestTag", own);
  if (createAction) return { StringEquals: { ...StringEquals, ...createAction } };
  const untagged = {
    "aws:ResourceTag/application": "true",
    [`aws:ResourceTag/${managedTagKey}`]: "true",
  };
  return { StringEquals, Null: untagged };
}

function tagged(kind: "ResourceTag" | "RequestTag", own: OwnTags) {
  return {
    StringEquals: {
      [`aws:${kind}/application`]: own.application,
      [`aws:${kind}/environment`]: own.environment,
    },
  };
}

function statement(
  Sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: PolicyStatement["Condition"],
): PolicyStatement[] {
  if (actions.length === 0 || resources.length === 0) return [];
  return [
    {
      Sid,
      Effect: "Allow",
      Action: sorted(actions),
      Resource: resources.length === 1 ? (resources[0] as string) : [...resources].sort(),
      ...(condition && { Condition: condition }),
    },
  ];
}

function sorted(actions: readonly string[]): string[] {
  return [...new Set(actions)].sort();
}
