import { deliveryOf, drillCheckOf } from "../config/delivery-of";
import type { LoadedEnvironment } from "../config/load";
import { loadOwnMain } from "../config/own-main";
import type { Environment } from "../config/schema";
import { moves } from "../stack/moved";
import type { TerraformJson } from "../stack/terraform-json";
import { textOf } from "./read/plain-value";
import { member } from "./read/planned-value";

/** Every address that an environment's stack has, such as `aws_db_instance.database`. */
async function stackAddresses({ environment }: LoadedEnvironment): Promise<readonly string[]> {
  const { terraformJson } = await import("../stack/terraform-json");
  loadOwnMain();
  return addressesIn(terraformJson(environment));
}

/** What a review of the state compares it with: the stack's addresses, the tags that it gives to everything, and what moved. */
export async function stackOfState({ environment }: LoadedEnvironment) {
  const { terraformJson } = await import("../stack/terraform-json");
  loadOwnMain();
  const stack = terraformJson(environment);
  return { stackAddresses: addressesIn(stack), defaultTags: defaultTagsIn(stack), moves };
}

function addressesIn(stack: TerraformJson): readonly string[] {
  return Object.entries(stack.resource).flatMap(([type, named]) =>
    Object.keys(named).map((name) => `${type}.${name}`),
  );
}

function defaultTagsIn(stack: TerraformJson): Readonly<Record<string, string>> {
  const path = ["provider", "aws", 0, "default_tags", 0, "tags"];
  const tags = path.reduce<unknown>(member, stack);
  if (typeof tags !== "object" || tags === null) {
    throw new Error(
      "the stack's provider has no default_tags, so nothing says which tags are right",
    );
  }
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, textOf(value)]));
}

/** The environment as a review compares a plan with it. */
export async function reviewedEnvironment(loaded: LoadedEnvironment) {
  const { account, application, environment } = loaded.environment;
  return {
    name: loaded.name,
    addresses: await stackAddresses(loaded),
    maintenance: loaded.environment.loadBalancer.maintenance ?? false,
    maintenanceText: loaded.environment.loadBalancer.maintenanceText,
    identity: { account, application, environment },
    trusted: await trustedBy(loaded.environment),
    machines: await machinesOf(loaded.environment),
  };
}

/** Whom the file lets become a role, roles and users, and jobs as GitHub names them in its tokens; and what gets the developers' policy. */
async function trustedBy({ access }: Environment): Promise<ReadonlySet<string>> {
  const { githubSubjects } = await import("../stack/constructs/access/github-provider");
  const { developers, github, promotionReaders, ...sections } = access;
  const people = [
    ...Object.values(sections).flatMap((one) =>
      typeof one === "object" && "trustedArns" in one ? one.trustedArns : [],
    ),
    ...promotionReaders,
    ...(developers.mode === "push"
      ? [
          ...developers.groups.map((name) => `group/${name}`),
          ...developers.roles.map((name) => `role/${name}`),
        ]
      : []),
  ];
  if (github.mode === "none") return new Set(people);
  const { deploy, terraform } = github;
  const jobs = [
    ...(deploy.mode === "role" ? [deploy] : []),
    ...(terraform.mode === "none"
      ? []
      : [terraform.planEnvironment, terraform.applyEnvironment].map((environment) => ({
          ...terraform,
          environment,
        }))),
  ];
  return new Set([...people, ...jobs.flatMap(githubSubjects)]);
}

/** The definition of each state machine that the file makes, whatever a project's own `main.ts` adds. */
async function machinesOf(environment: Environment): Promise<readonly string[]> {
  const { cleanUpMachine, deliveryMachine, lookMachine, requestMachine } = await import(
    "../deployer/machine"
  );
  const { drillMachine } = await import("../deployer/drill-machine");
  const delivery = deliveryOf(environment);
  const check = drillCheckOf(environment);
  return [
    ...[deliveryMachine, cleanUpMachine, lookMachine, requestMachine].map((machine) =>
      machine(delivery),
    ),
    ...(check ? [drillMachine(delivery, check)] : []),
  ].map((machine) => JSON.stringify(machine));
}
