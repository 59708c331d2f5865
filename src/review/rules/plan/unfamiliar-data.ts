import { member, textsOf } from "../../read/planned-value";
import type { PlanObservation, PlanRule } from "../rule";
import type { OwnKinds } from "./unfamiliar-kind";

/** Something is read, or opened for the time of a plan, by a kind of data that may run a program, ask a stranger or hand out a secret. */
export const unfamiliarData = (own: OwnKinds = new Map()): PlanRule => ({
  name: "unfamiliar-data",
  class: "plan",
  why:
    "Data is read while a plan is made, before anybody reviews it: it can run a program with all that the plan may do, send what it " +
    "knows to a stranger, or put a secret into the state.",
  advice:
    "Look up names and ids alone; hand secrets on by their ARN. A kind that your project reads beside Slipway is declared with its " +
    "reason in slipway.yaml.",
  check(plan): readonly PlanObservation[] {
    return plan.configuration.sources().flatMap(({ address, mode, type, expressions }) => {
      const say = (verdict: "refuse" | "note", what: string) => [
        { address, action: "read", verdict, what } as const,
      ];
      if (mode === "ephemeral") {
        if (!ownEphemerals.has(type)) return unknownKind(type, own, say);
        return type !== opened || isOwnSecret(expressions)
          ? []
          : say("refuse", "opens a secret that is none of this plan's");
      }
      return lookUps.test(type) ? [] : unknownKind(type, own, say);
    });
  },
});

function unknownKind(
  type: string,
  own: OwnKinds,
  say: (verdict: "refuse" | "note", what: string) => readonly PlanObservation[],
): readonly PlanObservation[] {
  const because = own.get(type);
  return because === undefined
    ? say("refuse", `${type} is a kind of data that this review knows nothing of`)
    : say("note", `${type} is a kind of this project's own: ${because}`);
}

/** What only looks up names, ids and settings; of these the module reads some. */
const lookUps =
  /^aws_(acm_certificate|ami|availability_zones?|caller_identity|canonical_user_id|cloudfront_(cache|origin_request|response_headers)_policy|cloudwatch_log_group|db_(instance|subnet_group)|dynamodb_table|ec2_managed_prefix_list|ecr_(image|repository)|ecs_(cluster|service)|elb_service_account|iam_(openid_connect_provider|policy_document|role)|internet_gateway|ip_ranges|kms_(alias|key)|lb|alb|lb_listener|alb_listener|lb_target_group|alb_target_group|nat_gateways?|partition|prefix_list|region|route53_zone|route_tables?|s3_bucket|security_groups?|service_principal|sns_topic|sqs_queue|subnets?|vpc_endpoint|vpcs?)$/;

const opened = "aws_secretsmanager_secret_version";
const ownEphemerals = new Set(["aws_secretsmanager_random_password", opened]);

/** The module opens only what it has written itself in the same plan. */
function isOwnSecret(expressions: Readonly<Record<string, unknown>>): boolean {
  const references = textsOf(member(expressions["secret_id"], "references"));
  return (
    references.length > 0 && references.every((one) => one.startsWith("aws_secretsmanager_secret"))
  );
}
