import { createHash } from "node:crypto";
import { z } from "zod";
import type { LiveEnvironment } from "../../aws/live-environment";
import { variableSign } from "../../base/secrets";
import { covers } from "../../config/differences";
import type { LoadedEnvironment } from "../../config/load";
import { sha256Form } from "../../contract/images";

const needsSchema = z.strictObject({
  variables: z.array(z.string()),
  secrets: z.array(z.string()),
  ports: z.array(z.number()),
  architecture: z.string(),
  healthCheckPath: z.string(),
  migrationCommand: z.array(z.string()).nullable(),
});

/** What an image was given when it ran: names, never values, and the shape of its task. */
export type ImageNeeds = Readonly<z.infer<typeof needsSchema>>;

/** Reads what was recorded; undefined where nothing was, or what an other version understands. */
export function needsOf(text: string | undefined): ImageNeeds | undefined {
  try {
    return needsSchema.parse(JSON.parse(text ?? ""));
  } catch {
    return undefined; // the caller refuses: what cannot be read is not known
  }
}

/** What of a {@link ImageNeeds} no task definition says: it is the environment file's. */
export type FileShape = Pick<ImageNeeds, "healthCheckPath">;

/** Reads {@link FileShape} from an environment's file. */
export function fileShape({ environment }: LoadedEnvironment): FileShape {
  return { healthCheckPath: environment.service.healthCheck.path };
}

/** Hashes of the values of plain variables, by their names. */
export type ValueHashes = Readonly<z.infer<typeof valueHashesSchema>>;

const valueHashesSchema = z.record(z.string(), z.string().regex(sha256Form));

/** Reads what was recorded; undefined where nothing was, or what an other version understands: then values are not compared. */
export function valueHashesOf(text: string | undefined): ValueHashes | undefined {
  try {
    return valueHashesSchema.parse(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}

/** Variables that both have, with another value in the target: nothing to refuse, but worth a look. */
export function differingValues(
  tested: ValueHashes | undefined,
  target: ValueHashes,
): readonly string[] {
  const hashes = new Map(Object.entries(tested ?? {}));
  return Object.entries(target)
    .filter(([name, hash]) => (hashes.get(name) ?? hash) !== hash)
    .map(([name]) => name);
}

/** What an image is given when it runs. */
export interface ImageGiven {
  readonly needs: ImageNeeds;
  /** Of plain variables that are no secrets and that nobody declared as different. */
  readonly valueHashes: ValueHashes;
}

/** Options of {@link readGiven}. */
export interface GivenOptions {
  /** ARN of a task definition, or a family for its latest active revision, which is what the next release runs with. */
  readonly taskDefinition: string;
  readonly shape: FileShape;
  /** Settings that are declared to be different: of these no value is hashed. */
  readonly declared: readonly string[];
}

/**
 * What an image is given by a task definition. Path of the health check and migration command are the file's, since no task definition
 * has them.
 */
export async function readGiven(
  { call, delivery }: Pick<LiveEnvironment, "call" | "delivery">,
  { taskDefinition, shape, declared }: GivenOptions,
): Promise<ImageGiven> {
  const { names, settings } = delivery;
  const { TaskDefinition } = (await call("ecs:describeTaskDefinition", {
    TaskDefinition: taskDefinition,
  })) as Described;
  const container = TaskDefinition.ContainerDefinitions.find(
    ({ Name }) => Name === names.container,
  );
  if (!container) throw new Error(`${taskDefinition} has no container ${names.container}`);
  const { Environment = [], Secrets = [], PortMappings = [] } = container;
  const needs = {
    variables: Environment.map(({ Name }) => Name).sort(),
    secrets: Secrets.map(({ Name }) => Name).sort(),
    ports: PortMappings.map(({ ContainerPort }) => ContainerPort).sort((a, b) => a - b),
    // ECS takes the first where none is said. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html
    architecture: TaskDefinition.RuntimePlatform?.CpuArchitecture ?? "X86_64",
    healthCheckPath: shape.healthCheckPath,
    migrationCommand: settings.migrationCommand === null ? null : [...settings.migrationCommand],
  };
  return { needs, valueHashes: hashed(Environment, declared) };
}

/** The name is hashed with each value, so that equal values of two variables do not show. */
function hashed(variables: readonly Variable[], declared: readonly string[]): ValueHashes {
  const compared = variables.filter(
    ({ Name, Value = "" }) =>
      variableSign(Name, Value) === undefined &&
      !declared.some((one) => covers(one, `service.variables.${Name}`)),
  );
  return Object.fromEntries(
    compared
      .map(({ Name, Value = "" }) => [
        Name,
        createHash("sha256").update(`${Name}=${Value}`).digest("hex"),
      ])
      .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
}

interface Described {
  readonly TaskDefinition: {
    readonly RuntimePlatform?: { readonly CpuArchitecture?: string };
    readonly ContainerDefinitions: readonly {
      readonly Name: string;
      readonly Environment?: readonly Variable[];
      readonly Secrets?: readonly { readonly Name: string }[];
      readonly PortMappings?: readonly { readonly ContainerPort: number }[];
    }[];
  };
}

interface Variable {
  readonly Name: string;
  readonly Value?: string;
}

/** Settings that one of two environments declares to be different from the other. */
export function declaredBetween(from: LoadedEnvironment, to: LoadedEnvironment): readonly string[] {
  return [
    [from, to.name] as const,
    [to, from.name] as const, // either may be the mirror
  ].flatMap(([{ environment }, other]) =>
    environment.mirrors === other ? environment.differences.map(({ setting }) => setting) : [],
  );
}

/** What a target lacks of what was tested, each as a few words; empty when it has all of it. What is declared as different is passed over. */
export function lacking(
  tested: ImageNeeds,
  target: ImageNeeds,
  declared: readonly string[],
): readonly string[] {
  const isDeclared = (setting: string) => declared.some((one) => covers(one, setting));
  const given = [...target.variables, ...target.secrets];
  const missing = (noun: string, section: string, names: readonly string[]) =>
    names
      .filter((name) => !given.includes(name) && !isDeclared(`${section}.${name}`))
      .map((name) => `${noun} ${name}`);
  const same = <Key extends keyof ImageNeeds>(noun: string, setting: string, key: Key) => {
    const [was, is] = [shown(tested[key]), shown(target[key])];
    return was === is || isDeclared(setting) ? [] : [`${noun} ${was} (there ${is})`];
  };
  return [
    ...missing("variable", "service.variables", tested.variables),
    ...missing("secret", "secrets.variables", tested.secrets),
    ...same("port", "service.port", "ports"),
    ...same("health path", "service.healthCheck.path", "healthCheckPath"),
    ...same("architecture", "service.architecture", "architecture"),
    ...same("migration command", "service.migrationCommand", "migrationCommand"),
  ];
}

function shown(value: ImageNeeds[keyof ImageNeeds]): string {
  if (value === null || value.length === 0) return "none";
  return typeof value === "string" ? value : value.join(" ");
}
