import type { Environment } from "../config/schema";

/** One thing that only the person who makes an environment knows. */
export interface Question {
  /** Flag of `slipway init`, without the dashes. */
  readonly flag: string;
  /** Setting that the answer becomes. */
  readonly setting: string;
  readonly asks: string;
  /** Lists are given with commas. */
  readonly isList?: true;
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
  { flag: "vpc", setting: "network.vpcId", asks: "VPC (vpc-…)" },
  {
    flag: "load-balancer-subnets",
    setting: "network.loadBalancerSubnetIds",
    asks: "Subnets of the load balancer, with commas",
    isList: true,
  },
  {
    flag: "service-subnets",
    setting: "network.serviceSubnetIds",
    asks: "Private subnets of the tasks, with commas",
    isList: true,
  },
  {
    flag: "database-subnets",
    setting: "network.databaseSubnetIds",
    asks: "Private subnets of the database, with commas",
    isList: true,
  },
  { flag: "zone-name", setting: "domain.hostedZone.name", asks: "Route 53 zone of the host name" },
  { flag: "zone-id", setting: "domain.hostedZone.id", asks: "Id of that zone (Z…)" },
  {
    flag: "validation-zone-name",
    setting: "domain.certificate.validationZone.name",
    asks: "Public zone that proves the certificate, if another",
    isAnswered: isOneZone,
  },
  {
    flag: "validation-zone-id",
    setting: "domain.certificate.validationZone.id",
    asks: "Id of that public zone (Z…), if another",
    isAnswered: isOneZone,
  },
  { flag: "host-name", setting: "domain.hostName", asks: "Host name (app.example.gov)" },
  { flag: "repository", setting: "repository.name", asks: "ECR repository (app/environment)" },
];

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
