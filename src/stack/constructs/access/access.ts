import { Construct } from "constructs";
import type { PolicyStatement } from "../../../base/policy";
import { deliveryOf } from "../../../config/delivery-of";
import type { Environment } from "../../../config/schema";
import { namesOf } from "../../../contract/names";
import { type AccessPlaces, accessPlaces, sourcePlaces } from "./access-places";
import { AccessRole, trustInPrincipals, trustInRoles } from "./access-role";
import { Developers, developersPolicy } from "./developers";
import {
  type GithubJob,
  GithubProvider,
  githubDeployPolicy,
  trustInGithub,
} from "./github-provider";
import {
  operatorPolicy,
  promoterPolicy,
  promotionReaderPolicy,
  testerPolicy,
  waiversPolicy,
} from "./promotion-policies";
import { applyPolicy, planPolicy } from "./terraform-policies";

/** Properties of {@link Access}. */
export interface AccessProps {
  /** The checked file: who may do what, and the names from which the ARNs follow. */
  readonly environment: Environment;
  /** ARN of the key that encrypts everything that the environment keeps. */
  readonly keyArn: string;
}

/** Everybody and everything that may do something in this environment, besides its own tasks and deployer: see `docs/access.md`. */
export class Access extends Construct {
  private readonly props: AccessProps;
  private readonly places: AccessPlaces;

  constructor(scope: Construct, id: string, props: AccessProps) {
    super(scope, id);
    const { environment } = props;
    this.props = props;
    this.places = accessPlaces({ ...environment, cluster: deliveryOf(environment).names.cluster });
    this.developers();
    this.tester();
    this.operator();
    this.promotionReader();
    this.promoter();
    this.waivers();
    this.github();
  }

  private developers(): void {
    const { environment } = this.props;
    const { access } = environment;
    if (access.developers.mode === "none") return;
    new Developers(this, "developers", {
      policyName: namesOf(environment).developersPolicy,
      statements: developersPolicy(this.places, deliveryOf(environment).settings),
      groups: access.developers.groups,
      roles: access.developers.roles,
    });
  }

  private tester(): void {
    const { tester } = this.props.environment.access;
    if (tester.mode === "none") return;
    new AccessRole(this, "tester", {
      name: namesOf(this.props.environment).testerRole,
      description: "Records whether the automated tests passed for what runs",
      trust: trustInPrincipals(tester.trustedArns),
      statements: [testerPolicy(this.places)],
    });
  }

  private operator(): void {
    const { operators } = this.props.environment.access;
    if (operators?.mode !== "role") return;
    new AccessRole(this, "operator", {
      name: namesOf(this.props.environment).operatorRole,
      description: "Holds the environment, so that nothing is released, and resumes it",
      trust: trustInPrincipals(operators.trustedArns),
      statements: [operatorPolicy(this.places)],
    });
  }

  private promotionReader(): void {
    const { environment } = this.props;
    const { promotionReaders } = environment.access;
    if (promotionReaders.length === 0) return;
    new AccessRole(this, "promotion_reader", {
      name: namesOf(environment).promotionReaderRole,
      description: "Promoters of other accounts read what was released and tested here",
      trust: trustInRoles(promotionReaders, environment),
      statements: [promotionReaderPolicy(this.places, environment.delivery.scanning)],
    });
  }

  private promoter(): void {
    const { environment } = this.props;
    const { promotion, access, delivery } = environment;
    if (promotion.source.mode === "none" || access.promoter.mode === "none") return;
    const { places, readerRoleArn } = sourcePlaces(environment, promotion.source);
    new AccessRole(this, "promoter", {
      name: namesOf(environment).promoterRole,
      description: "Promotes images into this environment, and is the only one that may push",
      trust: trustInPrincipals(access.promoter.trustedArns),
      statements: [
        promoterPolicy({
          target: this.places,
          source: places,
          scanning: delivery.scanning,
          readerRoleArn,
          comparesWithRunning: delivery.tolerate?.known ?? false,
          readsWaivers: deliveryOf(environment).settings.runtimeWaivers !== undefined,
          readsFirstSeen: (delivery.tolerate?.graceDays ?? 0) > 0,
          starts: delivery.trigger === "pipeline",
          holds: deliveryOf(environment).settings.holds,
        }),
      ],
    });
  }

  private waivers(): void {
    const { environment } = this.props;
    const { waivers = { mode: "none" } } = environment.access;
    if (waivers.mode === "none") return;
    new AccessRole(this, "waivers", {
      name: namesOf(environment).waiversRole,
      description: "Waives findings for a time, and may do nothing else",
      trust: trustInPrincipals(waivers.trustedArns),
      statements: [waiversPolicy(this.places)],
    });
  }

  private github(): void {
    const { environment } = this.props;
    const { github } = environment.access;
    if (github.mode === "none") return;
    const names = namesOf(environment);
    const { arn } = new GithubProvider(this, "github", github);
    const role = (
      id: string,
      name: string,
      about: string,
      job: GithubJob,
      may: PolicyStatement[][],
    ) =>
      new AccessRole(this, id, {
        name,
        description: `${about}, for one job of GitHub Actions`,
        trust: trustInGithub(arn, job),
        statements: may,
      });
    const { deploy, terraform } = github;
    if (deploy.mode === "role") {
      const may = githubDeployPolicy(this.places, deliveryOf(environment).settings);
      role("github_deploy", names.githubDeployRole, "Pushes and deploys", deploy, [may]);
    }
    if (terraform.mode === "roles") {
      const props = { ...this.props, places: this.places };
      const plan = { ...terraform, environment: terraform.planEnvironment };
      role("plan", names.planRole, "Plans", plan, [planPolicy(props)]);
      const apply = { ...terraform, environment: terraform.applyEnvironment };
      role("apply", names.applyRole, "Applies reviewed plans", apply, applyPolicy(props));
    }
  }
}
