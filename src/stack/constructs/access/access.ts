import { Construct } from "constructs";
import type { TerraformResource } from "#terraform";
import type { PolicyStatement } from "../../../base/policy";
import type { Environment } from "../../../config/schema";
import type { DeliverySettings } from "../../../contract/delivery-settings";
import type { Names } from "../../../contract/names";
import type { AccessPlaces, SourcePlaces } from "./access-places";
import { AccessRole, trustInPrincipals, trustInRoles } from "./access-role";
import { databaseClientPolicy } from "./database-client-policy";
import { type DatabaseEndpoint, DatabaseSession } from "./database-session";
import { Developers, developersPolicy } from "./developers";
import { GithubProvider, githubDeployPolicy, trustInGithub } from "./github-provider";
import { operatorPolicy, taskRunnerPolicy, waiversPolicy } from "./operating-policies";
import { promoterPolicy, promotionReaderPolicy, testerPolicy } from "./promotion-policies";
import { publisherPolicy } from "./publisher-policy";
import { restorerPolicy } from "./restorer-policy";
import { terraformRoles } from "./terraform-roles";
import type { VpnTags } from "./vpn-statements";

/** Properties of {@link Access}. */
interface AccessProps {
  /** Who may do what. */
  readonly who: Environment["access"];
  /** Names of the roles and of the developers' policy. */
  readonly names: Names;
  /** What they may do it on, by ARN. */
  readonly places: AccessPlaces;
  /** How the deployer decides, from which follows what others must read. */
  readonly delivery: DeliverySettings;
  /** Whether a command reads what a drill restored. */
  readonly drillReads: boolean;
  /** The databases by their instance identifiers: the first one, where that is known, and those that the application moved to later. */
  readonly databases: { readonly first: string | undefined; readonly later: readonly string[] };
  /** The tags of the environment's VPN, where it has one. */
  readonly vpn: VpnTags | undefined;
  /** Where the database answers; undefined where there is none, or nobody says where. */
  readonly database: DatabaseEndpoint | undefined;
  /** ARN of the distribution that shows the frontend; undefined where there is none. */
  readonly distributionArn: string | undefined;
  /** The environment that images are promoted from, where there is one. */
  readonly source: SourcePlaces | undefined;
  /** What the roles may do with which Terraform plans and applies. */
  readonly terraform: {
    readonly plan: readonly PolicyStatement[];
    /** By policy. */
    readonly apply: readonly (readonly PolicyStatement[])[];
  };
}

/** Everybody and everything that may do something in this environment, besides its own tasks and deployer: see `docs/access.md`. */
export class Access extends Construct {
  /** What gives the role that applies its permissions; empty where there is none. */
  readonly applyPermissions: readonly TerraformResource[];
  private readonly props: AccessProps;

  constructor(scope: Construct, id: string, props: AccessProps) {
    super(scope, id);
    this.props = props;
    this.developers();
    this.tester();
    this.operator();
    this.taskRunner();
    this.databaseClient();
    this.restorer();
    this.publisher();
    this.promotionReader();
    this.promoter();
    this.waivers();
    this.applyPermissions = terraformRoles(this, { ...props, provider: this.github() });
  }

  private developers(): void {
    const { who, names, places, delivery, vpn } = this.props;
    if (who.developers.mode === "none") return;
    new Developers(this, "developers", {
      policyName: names.developersPolicy,
      statements: developersPolicy(places, delivery, vpn),
      groups: who.developers.groups,
      roles: who.developers.roles,
    });
  }

  private tester(): void {
    const { who, names, places, delivery } = this.props;
    if (who.tester.mode === "none") return;
    new AccessRole(this, "tester", {
      name: names.testerRole,
      description: "Records whether the automated tests passed for what runs",
      trust: trustInPrincipals(who.tester.trustedArns),
      statements: [testerPolicy(places, delivery)],
    });
  }

  private operator(): void {
    const { who, names, places } = this.props;
    if (who.operators?.mode !== "role") return;
    new AccessRole(this, "operator", {
      name: names.operatorRole,
      description: "Holds the environment, so that nothing is released, and resumes it",
      trust: trustInPrincipals(who.operators.trustedArns),
      statements: [operatorPolicy(places)],
    });
  }

  private taskRunner(): void {
    const { who, names, places } = this.props;
    if (who.taskRunners?.mode !== "role") return;
    new AccessRole(this, "task_runner", {
      name: names.taskRunnerRole,
      description: "Runs a command in a task of its own, of the revision that runs",
      trust: trustInPrincipals(who.taskRunners.trustedArns),
      statements: [taskRunnerPolicy(places)],
    });
  }

  private databaseClient(): void {
    const { who, names, places, database } = this.props;
    if (who.databaseClients?.mode !== "role" || database === undefined) return;
    new DatabaseSession(this, "database_session", { ...database, name: names.databaseSession });
    new AccessRole(this, "database_client", {
      name: names.databaseClientRole,
      description: "Connects to the database through a task, and reads no password",
      trust: trustInPrincipals(who.databaseClients.trustedArns),
      statements: [databaseClientPolicy(places, names.databaseSession)],
    });
  }

  private restorer(): void {
    const { who, names, places, delivery, databases, drillReads } = this.props;
    const { first: databaseIdentifier, later } = databases;
    if (who.restorers?.mode !== "role" || databaseIdentifier === undefined) return;
    new AccessRole(this, "restorer", {
      name: names.restorerRole,
      description: "Restores snapshots of the database beside it",
      trust: trustInPrincipals(who.restorers.trustedArns),
      statements: [
        restorerPolicy(places, {
          databaseIdentifier,
          drillReads,
          later,
          holds: delivery.holds,
        }),
      ],
    });
  }

  private publisher(): void {
    const { who, names, places, delivery, distributionArn, source } = this.props;
    if (who.publishers?.mode !== "role" || distributionArn === undefined) return;
    new AccessRole(this, "publisher", {
      name: names.publisherRole,
      description: "Publishes the frontend and goes back, and deletes nothing",
      trust: trustInPrincipals(who.publishers.trustedArns),
      statements: [publisherPolicy(places, { distributionArn, holds: delivery.holds, source })],
    });
  }

  private promotionReader(): void {
    const { who, names, places, delivery } = this.props;
    if (who.promotionReaders.length === 0) return;
    new AccessRole(this, "promotion_reader", {
      name: names.promotionReaderRole,
      description: "Promoters of other accounts read what was released and tested here",
      trust: trustInRoles(who.promotionReaders, places),
      statements: [promotionReaderPolicy(places, delivery)],
    });
  }

  private promoter(): void {
    const { who, names, places, delivery, source } = this.props;
    if (source === undefined || who.promoter.mode === "none") return;
    new AccessRole(this, "promoter", {
      name: names.promoterRole,
      description: "Promotes images into this environment, and is the only one that may push",
      trust: trustInPrincipals(who.promoter.trustedArns),
      statements: [
        promoterPolicy({
          target: places,
          source: source.places,
          scanning: delivery.scanning,
          readerRoleArn: source.readerRoleArn,
          comparesWithRunning: delivery.tolerate.known,
          readsWaivers: delivery.runtimeWaivers !== undefined,
          readsFirstSeen: delivery.tolerate.graceDays > 0,
          starts: delivery.trigger === "pipeline",
          holds: delivery.holds,
        }),
      ],
    });
  }

  private waivers(): void {
    const { who, names, places } = this.props;
    if (who.waivers?.mode !== "role") return;
    new AccessRole(this, "waivers", {
      name: names.waiversRole,
      description: "Waives findings for a time, and may do nothing else",
      trust: trustInPrincipals(who.waivers.trustedArns),
      statements: [waiversPolicy(places)],
    });
  }

  private github(): GithubProvider | undefined {
    const { who, names, places, delivery } = this.props;
    if (who.github.mode === "none") return undefined;
    const provider = new GithubProvider(this, "github", who.github);
    const { deploy } = who.github;
    if (deploy.mode === "role") {
      new AccessRole(this, "github_deploy", {
        name: names.githubDeployRole,
        description: "Pushes and deploys, for one job of GitHub Actions",
        trust: trustInGithub(provider.arn, deploy),
        statements: [githubDeployPolicy(places, delivery)],
      });
    }
    return provider;
  }
}
