import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadedEnvironment } from "../config/load";
import type { Placeholder } from "../config/load-file";
import type { Environment } from "../config/schema";
import { warnings } from "../config/warnings";
import { stackFileName, stackFolder } from "../contract/written-stacks";
import { declarationLines, parity } from "../parity/parity";
import { verdict } from "../parity/parity-words";
import type { TerraformJson } from "../stack/terraform-json";
import { type AbsentSetting, absentSettings } from "./absent-settings";
import { type Overview, overview } from "./overview";
import { type GroupSummary, summarize } from "./summarize";

/** What `slipway check` has to say about one environment. */
export interface CheckedEnvironment {
  readonly name: string;
  /** Its file. */
  readonly file: string;
  readonly url: string;
  readonly account: string;
  readonly region: string;
  readonly mirrors: string | null;
  /** What keeps it from being a mirror of `mirrors`; null where it is one, or mirrors nothing. */
  readonly brokenMirror: string | null;
  /** What matters first, in a few words each. */
  readonly overview: Overview;
  /** What must exist already. */
  readonly needs: readonly string[];
  /** What will be made. */
  readonly makes: readonly GroupSummary[];
  /** Optional settings that the file does not have, each with what is missing without it. */
  readonly off: readonly AbsentSetting[];
  /** Where Terraform keeps its state. */
  readonly state: string;
  /** Where its Terraform is. */
  readonly terraform: string;
  readonly warnings: readonly string[];
  readonly placeholders: readonly Placeholder[];
}

/** What {@link checked} needs besides the environment. */
interface CheckedProps {
  /** Every environment, also those that are not shown. */
  readonly all: readonly LoadedEnvironment[];
  /** Where the Terraform was written. */
  readonly outdir: string;
  /** A date such as `2026-11-24`. */
  readonly today: string;
}

/** Reads what was synthesized for an environment. */
export function checked(
  loaded: LoadedEnvironment,
  { all, outdir, today }: CheckedProps,
): CheckedEnvironment {
  const { name, file, environment, placeholders } = loaded;
  const terraform = join(stackFolder(name, outdir), stackFileName);
  const json = JSON.parse(readFileSync(terraform, "utf8")) as TerraformJson;
  const { account, region, mirrors, domain } = environment;
  return {
    name,
    file,
    url: `https://${domain.hostName}`,
    account,
    region,
    mirrors,
    brokenMirror: brokenMirror(loaded, all),
    overview: overview(environment),
    needs: needs(environment),
    makes: summarize(json),
    state: stateOf(json),
    terraform,
    off: absentSettings(environment),
    warnings: warnings(environment, today),
    placeholders,
  };
}

/** The verdict of `slipway parity`, where it is not that the environment is a mirror. */
function brokenMirror(
  { name, file, environment }: LoadedEnvironment,
  all: readonly LoadedEnvironment[],
): string | null {
  const there = all.find((one) => one.name === environment.mirrors);
  if (!there) return null;
  const result = parity(environment, there.environment);
  if (result.holds) return null;
  const lines = declarationLines(readFileSync(file, "utf8"));
  return verdict({ here: { name, file }, there, parity: result, lines });
}

function stateOf({ terraform }: TerraformJson): string {
  const { bucket, key } = (terraform as S3Backed).backend.s3;
  return `s3://${bucket}/${key}`;
}

interface S3Backed {
  readonly backend: { readonly s3: { readonly bucket: string; readonly key: string } };
}

/** What an environment needs and does not make: it must exist before the first plan. */
export function needs(environment: Environment): string[] {
  const { network, loadBalancer, domain, cluster, secrets, database } = environment;
  const { hostedZone, certificate } = domain;
  const zones = [`hosted zone ${hostedZone.name} (${hostedZone.visibility})`];
  if (certificate.mode === "managed" && certificate.validationZone.id !== hostedZone.id) {
    zones.push(`hosted zone ${certificate.validationZone.name} (public, for the certificate)`);
  }
  return [
    ...(network.mode === "create" ? [] : [network.vpcId]),
    ...zones,
    ...(certificate.mode === "existing" ? ["the certificate"] : []),
    ...(loadBalancer.mode === "existing" ? ["a load balancer's HTTPS listener"] : []),
    ...(cluster.mode === "existing" ? [`cluster ${cluster.name}`] : []),
    ...(database.mode === "existing"
      ? [`PostgreSQL behind ${database.securityGroupId}, port ${database.port}`]
      : []),
    ...Object.entries(secrets.variables).flatMap(([name, secret]) =>
      secret.source === "arn" ? [`${name} from ${secret.arn.split(":").slice(5).join(":")}`] : [],
    ),
  ];
}
