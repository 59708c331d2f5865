/** One thing that only the person who makes an environment knows. */
export interface Question {
  /** Flag of `slipway init`, without the dashes. */
  readonly flag: string;
  /** Setting that the answer becomes. */
  readonly setting: string;
  readonly asks: string;
  /** Lists are given with commas. */
  readonly isList?: true;
}

/** What `slipway init` asks for; all else is copied from the environment that the new one is like. */
export const questions: readonly Question[] = [
  { flag: "account", setting: "account", asks: "AWS account (12 digits)" },
  { flag: "region", setting: "region", asks: "AWS region" },
  {
    flag: "state-bucket",
    setting: "state.bucket",
    asks: "S3 bucket for the Terraform state (made by `state-<account>`)",
  },
  { flag: "state-region", setting: "state.region", asks: "Region of that bucket" },
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
  { flag: "host-name", setting: "domain.hostName", asks: "Host name (app.example.gov)" },
  { flag: "zone-id", setting: "domain.hostedZone.id", asks: "Route 53 id of its zone (Z…)" },
  { flag: "zone-name", setting: "domain.hostedZone.name", asks: "Name of that zone" },
  { flag: "repository", setting: "repository.name", asks: "ECR repository (app/environment)" },
];

/** Name of a flag's value as `commander` hands it over: `state-bucket` becomes `stateBucket`. */
export function optionName(flag: string): string {
  return flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
