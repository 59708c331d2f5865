import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, expect } from "vitest";
import { maintenanceAnswer } from "../../src/contract/maintenance";
import { readPlan } from "../../src/review/read/plan";
import { reviewPlan } from "../../src/review/review-plan";
import { TargetGroup } from "../../src/stack/constructs/web-service/target-group";
import { lessGarbageCollection } from "../support/run-terraform";
import { type Emulator, startEmulator } from "../support/start-emulator";
import { synthesizeIn } from "../support/synth";
import { writeCliConfig } from "../support/terraform-world";
import { describeWithProvider } from "../support/with-provider";
import { journeySteps } from "./support/step";

const rule = "aws_lb_listener_rule.targets_rule";
const kept = "aws_lb_listener_rule.targets_kept_rule";
const maintenanceText = "Back on Monday at 8:00.";

// Maintenance begins and ends on a listener, by the construct that makes the rules in every stack.
describeWithProvider("maintenance", ({ provider, terraform }) => {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "503-"));
  const step = journeySteps();
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (...args: readonly string[]) => {
    const env = {
      ...process.env,
      ...lessGarbageCollection,
      ...emulator.environment,
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: join(folder, "terraformrc"),
    };
    const more = { cwd: folder, env, maxBuffer: 64 * 1024 ** 2 };
    return (await promisify(execFile)(terraform, [...args, "-no-color"], more)).stdout;
  };
  const planned = async (maintenance: boolean) => {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(entry(maintenance, provider)));
    await run("plan", "-input=false", "-out=plan");
    return readPlan(JSON.parse(await run("show", "-json", "plan")), "plan");
  };
  /** What the plan changes, and what the review says of it. */
  const judged = async (maintenance: boolean) => {
    const plan = await planned(maintenance);
    const addresses = plan.changes.map(({ address }) => address);
    const environment = { name: "shop-dev", addresses, maintenance, maintenanceText };
    const changes = plan.changes.filter(({ action }) => action !== "no-op");
    return {
      changes: changes.map(({ address, action }) => `${address}:${action}`).sort(),
      said: reviewPlan(plan, { environment }).findings.map(
        ({ verdict, address, what }) => `${verdict} ${address}: ${what}`,
      ),
    };
  };
  const apply = () => run("apply", "-input=false", "plan");
  const toTasks = { priority: "1", type: "forward", page: undefined };

  step("sends everybody to the tasks", async () => {
    writeCliConfig(folder, provider);
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(entry(false, provider)));
    await run("init", "-input=false");
    await planned(false);
    await apply();
    expect(await answersOf(emulator)).toEqual([toTasks]);
  });

  step("answers everybody with the file's page, while a second rule keeps the tasks", async () => {
    expect(await judged(true)).toEqual({
      changes: [`${kept}:create`, `${rule}:update`],
      said: [
        `noted ${rule}: answers everybody with 503 and the page of maintenance, as the file asks (\`loadBalancer.maintenance\`)`,
      ],
    });
    await apply();
    expect(await answersOf(emulator)).toEqual([
      {
        priority: "1",
        type: "fixed-response",
        page: maintenanceAnswer(maintenanceText).messageBody,
      },
      { ...toTasks, priority: "2" },
    ]);
    expect(await judged(true)).toEqual({ changes: [], said: [] });
  });

  step("sends everybody to the tasks again", async () => {
    expect(await judged(false)).toEqual({
      changes: [`${kept}:delete`, `${rule}:update`],
      said: [
        `noted ${kept}: maintenance ends: the rule that kept the target group in use goes`,
        `noted ${rule}: maintenance ends: requests reach the service again`,
      ],
    });
    await apply();
    expect(await answersOf(emulator)).toEqual([toTasks]);
    expect(await judged(false)).toEqual({ changes: [], said: [] });
  });
});

/** A load balancer, and the rules of one environment on its listener. */
function entry(maintenance: boolean, { version }: { readonly version: string }) {
  const { resource } = synthesizeIn(
    (stack) =>
      new TargetGroup(stack, "targets", {
        namePrefix: "shop-t",
        vpcId: "${aws_vpc.vpc.id}",
        port: 8080,
        healthCheckPath: "/health/ready",
        listenerArn: "${aws_lb_listener.listener.arn}",
        hostName: "shop.example.gov",
        rulePriority: 1,
        maintenance,
        maintenanceText,
      }),
  ).json;
  const subnet = (zone: string, cidr_block: string) => ({
    vpc_id: "${aws_vpc.vpc.id}",
    cidr_block,
    availability_zone: `us-east-1${zone}`,
  });
  const notFound = { content_type: "text/plain", message_body: "not found", status_code: "404" };
  return {
    terraform: { required_providers: { aws: { source: "aws", version } } },
    provider: { aws: { region: "us-east-1" } },
    resource: {
      ...resource,
      aws_vpc: { vpc: { cidr_block: "10.40.0.0/16" } },
      aws_subnet: { a: subnet("a", "10.40.0.0/24"), b: subnet("b", "10.40.1.0/24") },
      aws_lb: {
        lb: {
          name: "shop-dev",
          internal: true,
          subnets: ["${aws_subnet.a.id}", "${aws_subnet.b.id}"],
        },
      },
      aws_lb_listener: {
        listener: {
          load_balancer_arn: "${aws_lb.lb.arn}",
          port: 443,
          protocol: "HTTPS",
          ssl_policy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
          certificate_arn:
            "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000",
          default_action: [{ type: "fixed-response", fixed_response: notFound }],
        },
      },
    },
  };
}

/** What the listener answers by its rules, in their order. */
async function answersOf({ clientConfig }: Emulator) {
  const elb = new ElasticLoadBalancingV2Client(clientConfig);
  const { LoadBalancers: [balancer] = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const { LoadBalancerArn } = balancer ?? {};
  const { Listeners: [listener] = [] } = await elb.send(
    new DescribeListenersCommand({ LoadBalancerArn }),
  );
  const { ListenerArn } = listener ?? {};
  const { Rules: rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
  return rules
    .filter(({ IsDefault }) => !IsDefault)
    .map(({ Priority, Actions: [action] = [] }) => ({
      priority: Priority,
      type: action?.Type,
      page: action?.FixedResponseConfig?.MessageBody,
    }))
    .sort((a, b) => Number(a.priority) - Number(b.priority));
}
