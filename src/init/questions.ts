import type { Environment } from "../config/schema";

/** One thing that only the person who makes an environment knows. */
export interface Question {
  /** Flag of `slipway init`, without the dashes. */
  readonly flag: string;
  /** Setting that the answer becomes. */
  readonly setting: string;
  readonly asks: string;
  /** How the answer is read: text unless it is a list with commas, a command with spaces, or a number. */
  readonly form?: "list" | "command" | "number";
  /** What an answer as AWS prints it becomes. */
  readonly tidy?: (answer: string) => string;
  /** What `?` says besides what the setting's description does. */
  readonly explains?: string;
  /** What a file means that leaves the setting out; without it a question is asked only where the file has its setting. */
  readonly leftOut?: string;
  /** Whether earlier answers answer it; then only the flag sets it. */
  readonly isAnswered?: (soFar: Environment, others: readonly Environment[]) => boolean;
}

/** What `slipway init` asks for, in this order; all else is derived, or copied from the environment that the new one is like. */
export const questions: readonly Question[] = [
  { flag: "account", setting: "account", asks: "AWS account (12 digits)" },
  { flag: "region", setting: "region", asks: "AWS region" },
  {
    flag: "state-bucket",
    setting: "state.bucket",
    asks: "S3 bucket for the Terraform state (made by `state-<account>`)",
    isAnswered: hasNeighbour,
  },
  {
    flag: "state-region",
    setting: "state.region",
    asks: "Region of that bucket",
    isAnswered: hasNeighbour,
  },
  {
    flag: "network",
    setting: "network.mode",
    asks: "Network: existing (a VPC that is there) or create",
    explains: "In an empty account, create: only the hosted zone must be there.",
    leftOut: "existing",
    isAnswered: isInNetworkOfOthers,
  },
  {
    flag: "cidr",
    setting: "network.cidr",
    asks: "Address range of the network that is made (/16 to /23)",
  },
  {
    flag: "zones",
    setting: "network.availabilityZones",
    asks: "Its availability zones, two or three, with commas",
    form: "list",
  },
  {
    flag: "nat",
    setting: "network.nat",
    asks: "Its NAT gateways: none, one or perZone",
    explains:
      "With none the tasks reach AWS by endpoints, and nothing else. Prices: docs/network.md.",
  },
  { flag: "vpc", setting: "network.vpcId", asks: "VPC (vpc-…)" },
  {
    flag: "scheme",
    setting: "loadBalancer.scheme",
    asks: "Load balancer: internet-facing or internal",
  },
  {
    flag: "load-balancer-subnets",
    setting: "network.loadBalancerSubnetIds",
    asks: "Subnets of the load balancer, with commas",
    explains:
      "Two or more, in different zones: public ones (their route table leads to an internet gateway) for internet-facing, private ones for internal.",
    form: "list",
  },
  {
    flag: "service-subnets",
    setting: "network.serviceSubnetIds",
    asks: "Private subnets of the tasks, with commas",
    explains: "With a NAT gateway, or with the endpoints that network.egress lists.",
    form: "list",
  },
  {
    flag: "database-subnets",
    setting: "network.databaseSubnetIds",
    asks: "Private subnets of the database, with commas",
    form: "list",
  },
  {
    flag: "zone-name",
    setting: "domain.hostedZone.name",
    asks: "Route 53 zone of the host name",
    tidy: withoutDot,
    explains: "aws route53 list-hosted-zones shows them; a dot at the end is taken off.",
  },
  {
    flag: "zone-id",
    setting: "domain.hostedZone.id",
    asks: "Id of that zone (Z…)",
    tidy: zoneId,
    explains: "As aws route53 list-hosted-zones prints it: /hostedzone/Z… is accepted.",
  },
  {
    flag: "zone-visibility",
    setting: "domain.hostedZone.visibility",
    asks: "Is that zone public or private",
  },
  {
    flag: "validation-zone-name",
    setting: "domain.certificate.validationZone.name",
    asks: "Public zone that proves the certificate, if another",
    tidy: withoutDot,
    isAnswered: isOneZone,
  },
  {
    flag: "validation-zone-id",
    setting: "domain.certificate.validationZone.id",
    asks: "Id of that public zone (Z…), if another",
    tidy: zoneId,
    isAnswered: isOneZone,
  },
  {
    flag: "host-name",
    setting: "domain.hostName",
    asks: "Host name (app.example.gov)",
    tidy: withoutDot,
  },
  { flag: "repository", setting: "repository.name", asks: "ECR repository (app/environment)" },
  {
    flag: "port",
    setting: "service.port",
    asks: "Port on which the container listens",
    form: "number",
    explains: "The variable PORT becomes the same, where the file has it.",
    isAnswered: isOfKnownApplication,
  },
  {
    flag: "health-path",
    setting: "service.healthCheck.path",
    asks: "Path that answers 200 when a task can serve",
    explains:
      "The load balancer asks with the task's address in the Host header, so an application that checks it must let that through (Django: ALLOWED_HOSTS).",
    isAnswered: isOfKnownApplication,
  },
  {
    flag: "migration-command",
    setting: "service.migrationCommand",
    asks: "Command that migrates the database, or none",
    form: "command",
    isAnswered: isOfKnownApplication,
  },
  {
    flag: "test-command",
    setting: "promotion.testCommand",
    asks: "Command that runs the automated tests, or none",
    form: "command",
    isAnswered: ({ promotion }) => promotion.testCommand === null,
  },
  {
    flag: "database-name",
    setting: "database.name",
    asks: "Name of the database",
    isAnswered: isOfKnownApplication,
  },
  {
    flag: "database-storage",
    setting: "database.storageGiB",
    asks: "Storage of the database in GiB",
    form: "number",
    isAnswered: isOfKnownApplication,
  },
];

/** What others made stands in their network; what is copied from a file that makes its own stays so. */
function isInNetworkOfOthers({ network, loadBalancer, database }: Environment): boolean {
  return (
    network.mode === "create" || loadBalancer.mode === "existing" || database.mode === "existing"
  );
}

/** Another file of the application says what is true of it everywhere. */
function isOfKnownApplication(soFar: Environment, others: readonly Environment[]): boolean {
  return others.some(({ application }) => application === soFar.application);
}

/** `aws route53` prints `/hostedzone/Z…`. */
export function zoneId(answer: string): string {
  return answer.replace(/^\/?hostedzone\//, "");
}

/** DNS tools end a name with a dot. */
export function withoutDot(answer: string): string {
  return answer.replace(/\.$/, "");
}

/** Name of a flag's value as `commander` hands it over: `state-bucket` becomes `stateBucket`. */
export function optionName(flag: string): string {
  return flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The environments of an account share its state bucket. */
function hasNeighbour(soFar: Environment, others: readonly Environment[]): boolean {
  return others.some(({ account }) => account === soFar.account);
}

function isOneZone({ domain }: Environment): boolean {
  const { certificate, hostedZone } = domain;
  return certificate.mode !== "managed" || certificate.validationZone.id === hostedZone.id;
}
