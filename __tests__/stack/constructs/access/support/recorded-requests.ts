import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect } from "vitest";
import { parse } from "yaml";
import { type Environment, environmentSchema } from "../../../../../src/config/schema";
import { overlaps } from "../../../../../src/review/iam/glob";
import { request } from "../../../../support/request";
import type { Emulator } from "../../../../support/start-emulator";
import { type PolicyStatement, synthesizeEnvironment } from "../../../../support/synth";
import { bearersOf } from "./identities";

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

/** The journeys and roles of which requests are committed; a journey that has one environment is named for it. */
export function recordedRoles(): { journey: string; role: string }[] {
  return readdirSync(folder).flatMap((journey) =>
    rolesIn(journey).map((role) => ({ journey, role })),
  );
}

function rolesIn(journey: string): string[] {
  if (!existsSync(join(folder, journey))) return [];
  return readdirSync(join(folder, journey))
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => file.replace(/\.jsonl$/, ""));
}

/** The environment as its file was when a journey's requests were recorded. */
export function recordedEnvironment(journey: string): Environment {
  return environmentSchema.parse(parse(readFileSync(environmentFile(journey), "utf8")));
}

/** The committed requests of a role: one a line, sorted. */
export function recordedRequests(journey: string, role: string): RecordedRequest[] {
  return linesIn(journey, role).map((line) => JSON.parse(line));
}

function linesIn(journey: string, role: string): string[] {
  return readFileSync(fileOf(journey, role), "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

/** Commits requests; `environment` is the text of the environment's file. */
export function writeRecorded(
  journey: string,
  environment: string,
  role: string,
  lines: readonly string[],
): void {
  mkdirSync(dirname(fileOf(journey, role)), { recursive: true });
  writeFileSync(environmentFile(journey), environment);
  writeFileSync(fileOf(journey, role), lines.join("\n").concat("\n"));
}

/**
 * Holds what the roles of an environment asked for in a journey to their committed lists: every line of them, and no other. With
 * `SLIPWAY_RECORD=true` commits it instead. `environment` is the text of its file.
 */
export function expectRecorded(
  journey: string,
  environment: string,
  requests: readonly RawRequest[],
): void {
  const bearers = bearersOf(synthesizeEnvironment(environmentSchema.parse(parse(environment))));
  const asked = bearers.map(({ role, name }) => {
    const own = requests.filter((one) => one.role === name);
    return [role, linesOf(own.map((one) => steady(one, environment)))] as const;
  });
  const askedByRole = Object.fromEntries(asked.filter(([, lines]) => lines.length > 0));
  if (process.env["SLIPWAY_RECORD"] === "true") {
    rmSync(join(folder, journey), { recursive: true, force: true });
    for (const [role, lines] of Object.entries(askedByRole)) {
      writeRecorded(journey, environment, role, lines);
    }
  }
  const committed = rolesIn(journey).map((role) => [role, linesIn(journey, role)]);
  expect(askedByRole).toEqual(Object.fromEntries(committed));
}

/** What the roles of an account asked for since the emulator was emptied. */
export async function requestsIn({ endpoint }: Emulator, account: string): Promise<RawRequest[]> {
  return JSON.parse(await request(`${endpoint}/_requests?account=${account}`));
}

/** Requests as they are committed: without what differs from run to run, each once, sorted. */
export function linesOf(requests: readonly RecordedRequest[]): string[] {
  return [...new Set(requests.map((request) => JSON.stringify(request)))].sort();
}

function environmentFile(journey: string): string {
  return join(folder, journey, "environment.yaml");
}

function fileOf(journey: string, role: string): string {
  return join(folder, journey, `${role}.jsonl`);
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
      Object.entries(keys).every(([key, expected]) =>
        meets(operator, [expected].flat().map(String), request.context[key.toLowerCase()]),
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
  expected: readonly string[],
  given: string | readonly string[] | undefined,
): boolean {
  const values = given === undefined ? [] : [given].flat();
  const isOne = (value: string) => expected.some((pattern) => matches(operator, pattern, value));
  if (operator === "Null") return expected.includes(String(values.length === 0));
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
  /^(aws:(requesttag|resourcetag)\/(application|environment|managed-by|slipway-snapshot-of|slipway-task)|iam:.*|kms:.*|dynamodb:leadingkeys|cloudwatch:namespace|s3:prefix|ssm:.*|ecs:cluster|application-autoscaling:.*|(ec2|elasticloadbalancing|ecs):createaction)$/;

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
    .replace(
      /\b(sgr?|vpce?|subnet|igw|nat|eipalloc|rtb|rtbassoc|fl|acl|pl)-[0-9a-f]{8,17}\b/g,
      (id, kind) => unlessOwn(id, `${kind}-0123456789abcdef0`),
    )
    .replace(/\bcvpn-endpoint-[0-9a-f]{17}\b/g, "cvpn-endpoint-0123456789abcdef0")
    .replace(/(:targetgroup\/[a-z0-9-]+?-)[0-9]{10,}[0-9a-f]*\//g, "$10/")
    .replace(
      /(:(?:targetgroup|(?:loadbalancer|listener|listener-rule)\/app)\/[^/"]+)((?:\/[a-z0-9]+)+)/g,
      (all, start, ids) =>
        own.includes(all) ? all : `${start}${ids.replace(/\/[a-z0-9]+/g, "/0123456789abcdef")}`,
    )
    .replace(/(:secret:[^":]+)-[0-9A-Za-z]{6}(?=$|")/g, (all, name) =>
      own.includes(all) ? all : `${name}-AbCdEf`,
    )
    .replace(/(:db:db-)[0-9A-Z]{20,}/g, "$10123456789ABCDEF0123456789")
    .replace(/(:scalable-target\/)[0-9a-z]+/g, "$11234abcd")
    .replace(/(:task-definition\/[^:"]+):\d+/g, "$1:1")
    .replace(/(:task\/[^/"]+)\/[0-9a-f-]{32,36}/g, "$1/0123456789abcdef0123456789abcdef")
    .replace(
      /(:service-(?:deployment|revision)\/[^/"]+\/[^/"]+)\/[0-9a-f]{20}/g,
      "$1/0123456789abcdef0123",
    )
    .replace(/(:execution:[^:"]+):[^"]+/g, "$1:00000000-0000-0000-0000-000000000000")
    .replace(/(:snapshot:[a-z0-9-]+-before-)[0-9a-f]{12}-[0-9a-f]{8}/g, "$1000000000000-00000000")
    .replace(/(:session\/session-)[0-9a-f]{17}/g, "$10123456789abcdef0")
    .replace(/(:log-stream:)[^"]+/g, "$1app/app/0123456789abcdef0123456789abcdef")
    .replace(/(:::change\/)[A-Za-z0-9]+/g, "$1C0123456789ABCDEF");
}
