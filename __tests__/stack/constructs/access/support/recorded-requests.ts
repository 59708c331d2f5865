import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { type Environment, environmentSchema } from "../../../../../src/config/schema";
import { overlaps } from "../../../../../src/review/iam/glob";
import type { PolicyStatement } from "../../../../support/synth";

/** One request of a role, as the emulator recorded it while the real provider or a command ran; see `python/gaps/requests.py`. */
export interface RecordedRequest {
  readonly action: string;
  readonly resource: string;
  /** Names of what it says, sorted. */
  readonly parameters: readonly string[];
  /** Condition keys, in lower case, that policies ask for. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** The request beside which AWS checks this one, by `tools/permissions/beyond.json`. */
  readonly of?: string;
  /** Left out where it was allowed. */
  readonly denied?: true;
}

const folder = resolve(__dirname, "../requests");

/** The environments and roles of which requests are committed. */
export function recordedRoles(): { environment: string; role: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((environment) =>
    readdirSync(join(folder, environment))
      .filter((file) => file.endsWith(".jsonl"))
      .map((file) => ({ environment, role: file.replace(/\.jsonl$/, "") })),
  );
}

/** The environment as its file was when the requests were recorded. */
export function recordedEnvironment(environment: string): Environment {
  return environmentSchema.parse(parse(readFileSync(environmentFile(environment), "utf8")));
}

/** The committed requests of a role: one a line, sorted. */
export function recordedRequests(environment: string, role: string): RecordedRequest[] {
  const text = readFileSync(fileOf(environment, role), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

export function writeRecorded(
  environment: string,
  role: string,
  requests: readonly RecordedRequest[],
): void {
  mkdirSync(dirname(fileOf(environment, role)), { recursive: true });
  copyFileSync(join("environments", `${environment}.yaml`), environmentFile(environment));
  writeFileSync(fileOf(environment, role), linesOf(requests).join("\n").concat("\n"));
}

/** Requests as they are committed: without what differs from run to run, each once, sorted. */
export function linesOf(requests: readonly RecordedRequest[]): string[] {
  return [...new Set(requests.map((request) => JSON.stringify(request)))].sort();
}

function environmentFile(environment: string): string {
  return join(folder, environment, "environment.yaml");
}

function fileOf(environment: string, role: string): string {
  return join(folder, environment, `${role}.jsonl`);
}

/** What AWS answers whatever a policy says. */
const neverDenied = "sts:GetCallerIdentity";

/** Whether a policy allows a request, by the operators that ours use; anything else is an error. */
export function allows(statements: readonly PolicyStatement[], request: RecordedRequest): boolean {
  return (
    request.action === neverDenied ||
    statements.some((statement) => uses(statement, request.action, request))
  );
}

/** Whether a statement's permission for an action is what allows a request. */
export function uses(
  { Effect, Action, Resource = [], Condition = {} }: PolicyStatement,
  action: string,
  request: RecordedRequest,
): boolean {
  return (
    Effect === "Allow" &&
    request.action.toLowerCase() === action.toLowerCase() &&
    [Action].flat().some((pattern) => overlaps(pattern.toLowerCase(), action.toLowerCase())) &&
    [Resource].flat().some((pattern) => overlaps(literal(pattern), request.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) =>
        meets(operator, [wanted].flat().map(String), request.context[key.toLowerCase()]),
      ),
    )
  );
}

/** References to what is not made yet stand for anything of their kind. */
function literal(resource: string): string {
  return resource
    .replace("${aws_kms_key.encryption.arn}", "arn:*:kms:*:*:key/*")
    .replace(/\$\{[^}]+\}/g, "*");
}

function meets(
  operator: string,
  wanted: readonly string[],
  given: string | readonly string[] | undefined,
): boolean {
  const values = given === undefined ? [] : [given].flat();
  const isOne = (value: string) => wanted.some((pattern) => matches(operator, pattern, value));
  if (operator === "Null") return wanted.includes(String(values.length === 0));
  if (operator.startsWith("ForAllValues:")) return values.every(isOne);
  return values.some(isOne);
}

function matches(operator: string, pattern: string, value: string): boolean {
  switch (operator.replace(/^For(All|Any)Values?:/, "")) {
    case "StringEquals":
    case "Bool":
      return pattern === value;
    case "StringLike":
    case "ArnEquals":
    case "ArnLike":
      return overlaps(pattern, value);
    default:
      throw new Error(`the operator ${operator} is not known here`);
  }
}

/** A request as the emulator gives it. */
export interface RawRequest {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly parameters: readonly string[];
  readonly context: Readonly<Record<string, unknown>>;
  readonly allowed: boolean;
  readonly of?: string;
}

const kept =
  /^(aws:(requesttag|resourcetag)\/(application|environment|managed-by)|iam:.*|kms:.*|dynamodb:leadingkeys|s3:prefix|(ec2|elasticloadbalancing|ecs):createaction)$/;

/** A recorded request without what differs from run to run; `own` is text whose ids are not changed, as the environment's file. */
export function steady(request: RawRequest, own: string): RecordedRequest {
  const context = Object.entries(request.context)
    .map(([key, value]) => [key.toLowerCase(), value] as const)
    .filter(([key]) => kept.test(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    action: request.action,
    resource: steadyArn(request.resource, own),
    parameters: request.parameters,
    context: JSON.parse(steadyArn(JSON.stringify(Object.fromEntries(context)), own)),
    ...(request.of && { of: request.of }),
    ...(!request.allowed && { denied: true }),
  };
}

function steadyArn(text: string, own: string): string {
  const unlessOwn = (id: string, instead: string) => (own.includes(id) ? id : instead);
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) =>
      unlessOwn(id, "00000000-0000-0000-0000-000000000000"),
    )
    .replace(/\b(sgr?|vpc|subnet)-[0-9a-f]{8,17}\b/g, (id, kind) =>
      unlessOwn(id, `${kind}-0123456789abcdef0`),
    )
    .replace(/(:targetgroup\/[a-z0-9-]+?-)[0-9]{10,}[0-9a-f]*\//g, "$10/")
    .replace(
      /(:(?:targetgroup|(?:loadbalancer|listener|listener-rule)\/app)\/[^/"]+)((?:\/[a-z0-9]+)+)/g,
      (all, start, ids) =>
        own.includes(all) ? all : `${start}${ids.replace(/\/[a-z0-9]+/g, "/0123456789abcdef")}`,
    )
    .replace(/(:secret:[^":]+)-[0-9A-Za-z]{6}(?=$|")/g, (all, name) =>
      own.includes(all) ? all : `${name}-AbCdEf`,
    )
    .replace(/(:scalable-target\/)[0-9a-z]+/g, "$11234abcd")
    .replace(/(:task-definition\/[^:"]+):\d+/g, "$1:1")
    .replace(/(:::change\/)[A-Za-z0-9]+/g, "$1C0123456789ABCDEF");
}
