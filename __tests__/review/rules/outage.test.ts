import { describe, expect, test } from "vitest";
import { databaseInterrupted } from "../../../src/review/rules/outage/database-interrupted";
import { entryReplaced } from "../../../src/review/rules/outage/entry-replaced";
import { healthCheckChanged } from "../../../src/review/rules/outage/health-check-changed";
import { keyAliasMoved } from "../../../src/review/rules/outage/key-alias-moved";
import { nameMoved } from "../../../src/review/rules/outage/name-moved";
import { redundancyReduced } from "../../../src/review/rules/outage/redundancy-reduced";
import { scaledDown } from "../../../src/review/rules/outage/scaled-down";
import { scalingStopped } from "../../../src/review/rules/outage/scaling-stopped";
import { serviceDetached } from "../../../src/review/rules/outage/service-detached";
import { serviceShutOut } from "../../../src/review/rules/outage/service-shut-out";
import { subnetsMoved } from "../../../src/review/rules/outage/subnets-moved";
import { trafficRerouted } from "../../../src/review/rules/outage/traffic-rerouted";
import { wayClosed } from "../../../src/review/rules/outage/way-closed";
import {
  entryOf,
  fixturePlan,
  planOf,
  saidBy,
  saidOfUpdate,
  updated,
  type Values,
} from "../support/plans";

describe("entry-replaced", () => {
  test("refuses the load balancer and the listener that are made again, and says why they are", () => {
    expect(saidBy(entryReplaced, fixturePlan("opened-and-widened"))).toEqual([
      "refused: deletes and makes again the load balancer, and with it the address that names point at, because of `internal`",
      "refused: deletes and makes again the listener that takes requests in, because of `load_balancer_arn`",
    ]);
  });

  test.each([
    "aws_alb_target_group.tg",
    "aws_ecs_service.svc",
    "aws_ecs_cluster.cluster",
    "aws_db_subnet_group.db-subnets",
  ])("refuses to delete %s, and lets it be changed in place", (address) => {
    const as = (actions: string[]) =>
      fixturePlan("after-release", (it) => {
        const { change } = entryOf(it, address);
        Object.assign(change, { actions, after: actions.includes("delete") ? null : change.after });
      });
    expect(saidBy(entryReplaced, as(["delete"]))).toHaveLength(1);
    expect(saidBy(entryReplaced, as(["update"]))).toEqual([]);
  });

  test("refuses a name that is deleted, and says when the new one comes first", () => {
    expect(
      saidBy(entryReplaced, planOf({ address: "aws_route53_record.it", before: { name: "it" } })),
    ).toEqual(["refused: deletes a name that people and programs use"]);
    const made = {
      address: "aws_lb_target_group.it",
      before: { port: 1 },
      after: { port: 2 },
      actions: ["create", "delete"],
      replacePaths: [["port"]],
    };
    expect(saidBy(entryReplaced, planOf(made))).toEqual([
      "refused: makes a second, then deletes the target group that knows the running tasks, because of `port`",
    ]);
  });

  test("has nothing to say of a database or a task definition: others do", () => {
    expect(saidBy(entryReplaced, fixturePlan("database-replaced"))).toEqual([]);
    expect(saidBy(entryReplaced, fixturePlan("environment-variable"))).toEqual([]);
  });
});

test("name-moved refuses that a name points elsewhere, and lets its tags pass", () => {
  const record = (target: string) => ({
    name: "eec.example.gov",
    alias: [{ name: target }],
    ttl: null,
  });
  expect(
    saidOfUpdate(
      nameMoved,
      "aws_route53_record.it",
      record("old.example.gov"),
      record("new.example.gov"),
    ),
  ).toEqual([
    'refused: `alias` goes from [{"name":"old.example.gov"}] to [{"name":"new.example.gov"}]',
  ]);
  expect(
    saidOfUpdate(
      nameMoved,
      "aws_route53_record.it",
      record("old.example.gov"),
      {},
      { alias: true },
    ),
  ).toHaveLength(1);
  expect(
    saidOfUpdate(
      nameMoved,
      "aws_route53_record.it",
      record("old.example.gov"),
      record("old.example.gov"),
    ),
  ).toEqual([]);
});

test("name-moved refuses to take a name over, but for those that prove a certificate", () => {
  const record = (allow_overwrite: boolean, name: string) =>
    saidBy(
      nameMoved,
      planOf({
        address: "aws_route53_record.it",
        after: { allow_overwrite },
        unknown: { name: true },
        configured: { name },
      }),
    );
  expect(record(true, "eec.example.gov")).toEqual([
    "refused: takes the name over if somebody has it (`allow_overwrite`)",
  ]);
  expect(record(false, "eec.example.gov")).toEqual([]);
  expect(record(true, "${aws_acm_certificate.it.domain_name}")).toEqual([]);
});

test("health-check-changed notes another question, and is silent when it is the same", () => {
  const check = (path: string) => ({ health_check: [{ path, matcher: "200" }] });
  const address = "aws_alb_target_group.it";
  expect(saidOfUpdate(healthCheckChanged, address, check("/a"), check("/b"))).toEqual([
    "noted: the health check has another `path`: does what runs answer it?",
  ]);
  expect(saidOfUpdate(healthCheckChanged, address, check("/a"), check("/a"))).toEqual([]);
});

describe("traffic-rerouted", () => {
  const forward = (arn: string) => ({
    default_action: [{ type: "forward", target_group_arn: arn }],
  });
  const weighted = (...arns: string[]) => ({
    default_action: [
      { type: "forward", forward: [{ target_group: arns.map((arn) => ({ arn })) }] },
    ],
  });

  test("refuses that a listener no longer sends to a group, however it is written", () => {
    expect(
      saidOfUpdate(trafficRerouted, "aws_lb_listener.it", forward("arn:a"), forward("arn:b")),
    ).toEqual(["refused: no longer sends requests to arn:a"]);
    expect(
      saidOfUpdate(
        trafficRerouted,
        "aws_lb_listener.it",
        weighted("arn:a", "arn:b"),
        weighted("arn:a"),
      ),
    ).toEqual(["refused: no longer sends requests to arn:b"]);
    expect(
      saidOfUpdate(trafficRerouted, "aws_alb_listener.it", forward("arn:a"), {
        default_action: [{ type: "fixed-response" }],
      }),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(
        trafficRerouted,
        "aws_lb_listener.it",
        forward("arn:a"),
        {},
        { default_action: [{ target_group_arn: true }] },
      ),
    ).toHaveLength(1);
  });

  const redirect = (more: Values = {}) => ({
    default_action: [
      {
        type: "redirect",
        redirect: [{ protocol: "HTTPS", port: "443", status_code: "HTTP_301", ...more }],
      },
    ],
  });
  const redirected = (after: Values, unknown: Values = {}) =>
    saidOfUpdate(trafficRerouted, "aws_alb_listener.it", redirect(), after, unknown);
  const secure = "HTTPS://#{host}:443/#{path}?#{query}";

  test.each([
    [
      "another host",
      { host: "other.example.gov" },
      "HTTPS://other.example.gov:443/#{path}?#{query}",
    ],
    ["another port", { port: "8443" }, "HTTPS://#{host}:8443/#{path}?#{query}"],
    ["plain HTTP", { protocol: "HTTP", port: "80" }, "HTTP://#{host}:80/#{path}?#{query}"],
    ["one page", { path: "/" }, "HTTPS://#{host}:443/?#{query}"],
  ])("refuses a redirect that goes to %s", (_, more, url) => {
    expect(redirected(redirect(more))).toEqual([
      `refused: no longer redirects to ${secure}, but to ${url}`,
    ]);
  });

  test("refuses a redirect that goes, or to where is not known yet; notes another status", () => {
    expect(redirected({ default_action: [{ type: "fixed-response" }] })).toEqual([
      `refused: no longer redirects to ${secure}`,
    ]);
    expect(redirected(redirect(), { default_action: [{ redirect: [{ host: true }] }] })).toEqual([
      `refused: no longer redirects to ${secure}, but to HTTPS://(not known yet):443/#{path}?#{query}`,
    ]);
    expect(redirected({}, { default_action: true })).toHaveLength(1);
    expect(redirected(redirect({ status_code: "HTTP_302" }))).toEqual([
      "noted: redirects with HTTP_302 instead of HTTP_301: browsers keep a 301 for good",
    ]);
  });

  test("lets a redirect be written with what AWS takes for granted, and one be made", () => {
    expect(redirected(redirect({ host: "#{host}", path: "/#{path}", query: "#{query}" }))).toEqual(
      [],
    );
    expect(
      saidOfUpdate(
        trafficRerouted,
        "aws_lb_listener.it",
        { default_action: [{ type: "fixed-response" }] },
        redirect(),
      ),
    ).toEqual([]);
  });

  test("refuses that a listener listens on another port", () => {
    const port = (number: number) => ({ ...forward("arn:a"), port: number });
    expect(saidOfUpdate(trafficRerouted, "aws_lb_listener.it", port(443), port(8443))).toEqual([
      "refused: listens elsewhere: `port` goes from 443 to 8443",
    ]);
    expect(saidOfUpdate(trafficRerouted, "aws_lb_listener.it", port(443), port(443))).toEqual([]);
  });

  test("lets the same group be written in another way, or another be added", () => {
    expect(
      saidOfUpdate(
        trafficRerouted,
        "aws_lb_listener.it",
        forward("arn:a"),
        weighted("arn:a", "arn:b"),
      ),
    ).toEqual([]);
    expect(saidBy(trafficRerouted, fixturePlan("opened-and-widened"))).toEqual([]);
  });
});

describe("scaled-down", () => {
  const service = (desired_count: number | null) => ({ desired_count });
  const target = "aws_appautoscaling_target.it";

  test("refuses none at all, an unknown number or a single one, and notes fewer", () => {
    expect(saidOfUpdate(scaledDown, "aws_ecs_service.it", service(2), service(0))).toEqual([
      "refused: `desired_count` goes from 2 to 0",
    ]);
    expect(
      saidOfUpdate(scaledDown, "aws_ecs_service.it", service(2), {}, { desired_count: true }),
    ).toEqual(["refused: `desired_count` goes from 2 to a value that only the apply will tell"]);
    expect(saidOfUpdate(scaledDown, target, { min_capacity: 2 }, { min_capacity: 1 })).toEqual([
      "refused: `min_capacity` goes from 2 to 1: nothing stands in for the one that fails",
    ]);
    expect(saidOfUpdate(scaledDown, target, { min_capacity: 3 }, { min_capacity: 2 })).toEqual([
      "noted: `min_capacity` goes from 3 to 2",
    ]);
  });

  test("refuses fewer tasks at most than run now, and notes a lower limit that none reaches", () => {
    const resource_id = "service/eec-dev/eec-dev";
    const limit = (desired: number, max_capacity: number) =>
      saidBy(
        scaledDown,
        planOf(
          {
            address: "aws_ecs_service.it",
            before: {
              id: `arn:aws:ecs:us-east-1:111111111111:${resource_id}`,
              ...service(desired),
            },
            after: service(desired),
            actions: ["no-op"],
          },
          {
            address: target,
            before: { resource_id, max_capacity: 6 },
            after: { resource_id, max_capacity },
          },
        ),
      );
    expect(limit(5, 2)).toEqual([
      "refused: `max_capacity` goes from 6 to 2, and 5 tasks run: the rest is stopped at once",
    ]);
    expect(limit(2, 2)).toEqual(["noted: `max_capacity` goes from 6 to 2"]);
    expect(limit(2, 8)).toEqual([]);
  });

  test("refuses a timetable that stops every task, and lets one that keeps some pass", () => {
    const timetable = (max_capacity: string, unknown: Values = {}) =>
      saidBy(
        scaledDown,
        planOf({
          address: "aws_appautoscaling_scheduled_action.night",
          after: { scalable_target_action: [{ max_capacity }] },
          unknown,
        }),
      );
    expect(timetable("0")).toEqual([
      "refused: stops every task by its timetable: `max_capacity` is 0",
    ]);
    expect(timetable("", { scalable_target_action: [{ max_capacity: true }] })).toHaveLength(1);
    expect(timetable("2")).toEqual([]);
  });

  test("lets it grow from nothing or from something", () => {
    expect(saidOfUpdate(scaledDown, "aws_ecs_service.it", service(0), service(2))).toEqual([]);
    expect(saidOfUpdate(scaledDown, "aws_ecs_service.it", service(1), service(2))).toEqual([]);
  });
});

describe("scaling-stopped", () => {
  const of = {
    resource_id: "service/eec-dev/eec-dev",
    scalable_dimension: "ecs:service:DesiredCount",
  };
  const target = { address: "aws_appautoscaling_target.it", before: of };
  const policy = { address: "aws_appautoscaling_policy.cpu", before: of };
  const service = {
    address: "aws_ecs_service.it",
    before: { id: "arn:aws:ecs:us-east-1:111111111111:service/eec-dev/eec-dev" },
  };

  test("refuses that a policy goes, or the target with its policies, which is said once", () => {
    expect(saidBy(scalingStopped, planOf(policy))).toEqual([
      "refused: what it measured no longer adds tasks",
    ]);
    expect(saidBy(scalingStopped, planOf(target, policy))).toEqual([
      "refused: the number of tasks is no longer scaled",
    ]);
  });

  test("has nothing to say when the service goes with it: that is told of the service", () => {
    expect(saidBy(scalingStopped, planOf(service, target, policy))).toEqual([]);
    const kept = { ...service, after: service.before, actions: ["no-op"] };
    expect(saidBy(scalingStopped, planOf(kept, target, policy))).toHaveLength(1);
  });

  test("refuses that it is suspended or scales something else, and lets it be taken up again", () => {
    const suspended = (dynamic_scaling_out_suspended: boolean) => ({
      ...of,
      suspended_state: [{ dynamic_scaling_out_suspended }],
    });
    const said = (before: Values, after: Values, unknown: Values = {}) =>
      saidOfUpdate(scalingStopped, target.address, before, after, unknown);
    expect(said(suspended(false), suspended(true))).toEqual([
      "refused: `suspended_state.dynamic_scaling_out_suspended` goes from false to true",
    ]);
    expect(said(suspended(true), suspended(false))).toEqual([]);
    expect(said(of, { ...of, resource_id: "service/eec-dev/other" })).toEqual([
      "refused: scales service/eec-dev/other instead of service/eec-dev/eec-dev",
    ]);
    expect(said(of, {}, { resource_id: true })).toHaveLength(1);
  });

  test("notes that tasks are added later, refuses an aim that is not known, and lets them come sooner", () => {
    const aim = (target_value: number) => ({
      ...of,
      target_tracking_scaling_policy_configuration: [{ target_value }],
    });
    const said = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(scalingStopped, policy.address, aim(60), after, unknown);
    expect(said(aim(90))).toEqual(["noted: aims at 90 instead of 60: tasks are added later"]);
    expect(
      said(of, { target_tracking_scaling_policy_configuration: [{ target_value: true }] }),
    ).toEqual([
      "refused: aims at a value that only the apply will tell instead of 60: tasks are added later",
    ]);
    expect(said(aim(50))).toEqual([]);
  });
});

describe("database-interrupted", () => {
  const db = (more: Values) => ({
    engine_version: "16.4",
    instance_class: "db.t4g.micro",
    apply_immediately: false,
    ...more,
  });
  const said = (before: Values, after: Values) =>
    saidOfUpdate(databaseInterrupted, "aws_db_instance.db", db(before), db(after));

  test("refuses another address of the database", () => {
    expect(said({ identifier: "a" }, { identifier: "b" })).toEqual([
      "refused: changes where it is reached: `identifier` goes from a to b",
    ]);
    expect(said({ port: 5432 }, { port: 5433 })).toHaveLength(1);
  });

  test("refuses another major version for good, and notes a minor one in the window", () => {
    expect(said({}, { engine_version: "17.2" })).toEqual([
      "refused: upgrades to another major version, for good: `engine_version` goes from 16.4 to 17.2",
    ]);
    expect(said({}, { engine_version: "16.6" })).toEqual([
      "noted: `engine_version` goes from 16.4 to 16.6, in the next maintenance window; until then each plan shows it again, and taking it back in the file does not take it back at AWS",
    ]);
  });

  test("refuses another size at once, and notes it in the window", () => {
    const large = { instance_class: "db.m7g.large" };
    expect(said({}, { ...large, apply_immediately: true })).toEqual([
      "refused: `instance_class` goes from db.t4g.micro to db.m7g.large, at once",
    ]);
    expect(said({}, large)).toEqual([
      "noted: `instance_class` goes from db.t4g.micro to db.m7g.large, in the next maintenance window; until then each plan shows it again, and taking it back in the file does not take it back at AWS",
    ]);
    const window = { maintenance_window: "sun:07:30-sun:08:30" };
    expect(said(window, { ...window, ...large })[0]).toContain(
      ", in the next maintenance window (sun:07:30-sun:08:30); until then",
    );
    expect(said({ multi_az: true }, { multi_az: false })).toEqual([]); // redundancy-reduced says it
  });

  test("has nothing to say of what does not interrupt", () => {
    expect(said({ backup_window: "03:00-04:00" }, { backup_window: "04:00-05:00" })).toEqual([]);
  });
});

test("redundancy-reduced refuses a second zone that goes, and lets one come", () => {
  const zones = (multi_az: boolean) => ({ multi_az });
  expect(saidOfUpdate(redundancyReduced, "aws_db_instance.db", zones(true), zones(false))).toEqual([
    "refused: `multi_az` goes from true to false",
  ]);
  expect(saidOfUpdate(redundancyReduced, "aws_db_instance.db", zones(false), zones(true))).toEqual(
    [],
  );
  const subnets = (...list: string[]) => ({ subnets: list });
  expect(saidOfUpdate(redundancyReduced, "aws_alb.it", subnets("a", "b"), subnets("a"))).toEqual([
    "refused: stands in 1 subnets instead of 2",
  ]);
  expect(saidOfUpdate(redundancyReduced, "aws_alb.it", subnets("a"), subnets("a", "b"))).toEqual(
    [],
  );
});

describe("service-detached", () => {
  const service = "aws_ecs_service.svc";
  const group =
    "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/eec-dev/bt5wmeufmyj1at0w";
  const block = {
    container_name: "app",
    container_port: 8000,
    elb_name: "",
    target_group_arn: group,
  };
  const said = (after: Values, unknown: Values = {}) =>
    saidBy(serviceDetached, updated(service, {}, after, unknown));

  test.each([
    ["goes", []],
    ["names another group", [{ ...block, target_group_arn: "arn:other" }]],
    ["names another container", [{ ...block, container_name: "sidecar" }]],
    ["names another port", [{ ...block, container_port: 9000 }]],
  ])("refuses that the block of the load balancer %s", (_, load_balancer) => {
    expect(said({ load_balancer })).toEqual([
      `refused: no longer sends requests from ${group} to container app on port 8000`,
    ]);
  });

  test("refuses a group that is not known yet, and that a place in service discovery goes", () => {
    expect(said({}, { load_balancer: [{ target_group_arn: true }] })).toHaveLength(1);
    expect(said({}, { load_balancer: true })).toHaveLength(1);
    const listed = { service_registries: [{ registry_arn: "arn:sd" }] };
    expect(saidBy(serviceDetached, updated(service, listed, { service_registries: [] }))).toEqual([
      "refused: no longer lists its tasks in arn:sd",
    ]);
  });

  test("lets a second group be added, and the name of a load balancer be null instead of empty", () => {
    const second = { ...block, target_group_arn: "arn:other" };
    expect(said({ load_balancer: [second, { ...block, elb_name: null }] })).toEqual([]);
    expect(said({ desired_count: 2 })).toEqual([]);
  });
});

describe("subnets-moved", () => {
  const subnets = (...list: string[]) => ({ network_configuration: [{ subnets: list }] });
  const said = (after: Values, unknown: Values = {}) =>
    saidOfUpdate(subnetsMoved, "aws_ecs_service.it", subnets("a", "b"), after, unknown);

  test("refuses that a service goes into other subnets, also such as are not known yet", () => {
    expect(said(subnets("b", "c"))).toEqual(["refused: goes from a to c"]);
    expect(said(subnets("b"), { network_configuration: [{ subnets: [false, true] }] })).toEqual([
      "refused: goes from a to one not known yet",
    ]);
    expect(
      saidOfUpdate(
        subnetsMoved,
        "aws_db_subnet_group.it",
        { subnet_ids: ["a"] },
        { subnet_ids: ["b"] },
      ),
    ).toEqual(["refused: goes from a to b"]);
  });

  test("lets subnets be added and be named in another order; fewer are told by redundancy-reduced", () => {
    expect(said(subnets("b", "a", "c"))).toEqual([]);
    expect(said(subnets("c"))).toEqual([]);
    expect(
      saidOfUpdate(redundancyReduced, "aws_ecs_service.it", subnets("a", "b"), subnets("c")),
    ).toHaveLength(1);
  });
});

describe("service-shut-out", () => {
  const allows = (...services: string[]) => ({
    policy: JSON.stringify({
      Statement: services.map((Service) => ({
        Effect: "Allow",
        Principal: { Service },
        Action: "*",
        Resource: "*",
      })),
    }),
  });
  const logs = "logs.us-east-1.amazonaws.com";
  const alarms = "cloudwatch.amazonaws.com";

  test.each(["aws_kms_key.it", "aws_sns_topic_policy.it", "aws_sqs_queue_policy.it"])(
    "refuses that %s allows a service nothing any more, and lets one come",
    (address) => {
      const change = (before: Values, after: Values) =>
        saidOfUpdate(serviceShutOut, address, before, after);
      expect(change(allows(logs, alarms), allows(alarms))).toEqual([
        `refused: \`policy\` no longer allows anything to ${logs}`,
      ]);
      expect(change(allows(alarms), allows(logs, alarms))).toEqual([]);
    },
  );

  test("refuses a bucket's policy that goes or moves, and leaves it to the bucket when that goes", () => {
    const address = "aws_s3_bucket_policy.it";
    const before = { bucket: "logs", ...allows(logs) };
    expect(saidBy(serviceShutOut, planOf({ address, before }))).toHaveLength(1);
    expect(
      saidOfUpdate(serviceShutOut, address, before, { ...before, bucket: "other" }),
    ).toHaveLength(1);
    const bucket = { address: "aws_s3_bucket.it", before: { id: "logs" } };
    expect(saidBy(serviceShutOut, planOf({ address, before }, bucket))).toEqual([]);
    expect(saidBy(serviceShutOut, planOf({ address, after: before }))).toEqual([]);
  });

  test("leaves the end of a topic's or queue's policy, and of a key, to those that tell of it", () => {
    for (const type of ["aws_sns_topic_policy", "aws_sqs_queue_policy", "aws_kms_key"]) {
      const gone = { address: `${type}.it`, before: allows(logs) };
      expect(saidBy(serviceShutOut, planOf(gone))).toEqual([]);
    }
  });
});

describe("key-alias-moved", () => {
  const address = "aws_kms_alias.it";
  const alias = { name: "alias/eec-dev", target_key_id: "1234" };
  const key = { address: "aws_kms_key.it", before: { key_id: "1234", arn: "arn:key/1234" } };

  test("refuses that it goes, has another name, or stands for another key or one not known yet", () => {
    expect(saidBy(keyAliasMoved, planOf({ address, before: alias }))).toEqual([
      "refused: deletes alias/eec-dev",
    ]);
    const to = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(keyAliasMoved, address, alias, { ...alias, ...after }, unknown);
    expect(to({ target_key_id: "9876" })).toEqual([
      "refused: `target_key_id` goes from 1234 to 9876",
    ]);
    expect(to({}, { target_key_id: true })).toHaveLength(1);
    expect(to({ name: "alias/other" })).toHaveLength(1);
    expect(to({})).toEqual([]);
  });

  test("refuses that it is made again as it was, and has nothing to say when it is made", () => {
    const again = { address, before: alias, after: alias, actions: ["delete", "create"] };
    expect(saidBy(keyAliasMoved, planOf(again))).toEqual([
      "refused: deletes and makes again alias/eec-dev",
    ]);
    expect(saidBy(keyAliasMoved, planOf({ address, after: alias }))).toEqual([]);
  });

  test("leaves it to the key when both go, and refuses when another key goes", () => {
    expect(saidBy(keyAliasMoved, planOf({ address, before: alias }, key))).toEqual([]);
    const other = { address: "aws_kms_key.other", before: { key_id: "9876", arn: "arn:key/9876" } };
    expect(saidBy(keyAliasMoved, planOf({ address, before: alias }, other))).toHaveLength(1);
  });
});

describe("way-closed", () => {
  const rule = "aws_vpc_security_group_ingress_rule.db-in";
  const without = (
    edit: (change: { actions: string[]; before: Values | null; after: Values | null }) => void,
  ) => fixturePlan("after-release", (it) => edit(entryOf(it, rule).change));

  test("refuses that the service's way to the database is closed", () => {
    const plan = without((change) => Object.assign(change, { actions: ["delete"], after: null }));
    expect(saidBy(wayClosed, plan)).toEqual([
      "refused: no longer lets through tcp on port 5432 from group sg-7fc0138b652b6002e, at aws_security_group.db-sg",
    ]);
  });

  test("refuses that the way moves to another port", () => {
    const plan = without((change) =>
      Object.assign(change, {
        actions: ["update"],
        after: { ...change.after, from_port: 5433, to_port: 5433 },
      }),
    );
    expect(saidBy(wayClosed, plan)).toHaveLength(1);
  });

  describe("while a rule is made again", () => {
    const https = (cidr_ipv4: string, description: string) => ({
      security_group_id: "sg-1",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      cidr_ipv4,
      description,
    });
    const rule = (actions: string[], cidr = "0.0.0.0/0", name = "it") => ({
      address: `aws_vpc_security_group_ingress_rule.${name}`,
      before: https(cidr, "a"),
      after: https(cidr, actions[0] === "no-op" ? "a" : "b"),
      actions,
    });
    const said = (...rules: ReturnType<typeof rule>[]) => saidBy(wayClosed, planOf(...rules));
    const gap =
      "deletes and makes again what lets through tcp on port 443 from 0.0.0.0/0, at sg-1: between the two nothing does, and it stays so if the second step fails";

    test("refuses that it goes first, and lets it go last", () => {
      expect(said(rule(["delete", "create"]))).toEqual([`refused: ${gap}`]);
      expect(said(rule(["create", "delete"]))).toEqual([]);
    });

    test("notes it of private addresses", () => {
      expect(said(rule(["delete", "create"], "10.0.0.0/8"))).toEqual([
        `noted: ${gap.replace("0.0.0.0/0", "10.0.0.0/8")}`,
      ]);
    });

    test("has nothing to say when another rule lets the same through meanwhile, and not when that one goes too", () => {
      const [first, second] = [rule(["delete", "create"]), rule(["no-op"], "0.0.0.0/0", "other")];
      expect(said(first, second)).toEqual([]);
      expect(said(first, { ...second, actions: ["create", "delete"] })).toEqual([]);
      expect(said(first, { ...second, actions: ["delete", "create"] })).toHaveLength(2);
      const narrower = rule(["no-op"], "203.0.113.0/24", "other");
      expect(said(first, narrower)).toHaveLength(1);
    });
  });

  test("lets a rule go whose traffic another rule of the group lets through, and notes that addresses are shut out", () => {
    const way = {
      security_group_id: "sg-1",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      cidr_ipv4: "10.1.0.0/16",
    };
    const gone = { address: "aws_vpc_security_group_ingress_rule.old", before: way };
    expect(saidBy(wayClosed, planOf(gone))).toEqual([
      "noted: no longer lets through tcp on port 443 from 10.1.0.0/16, at sg-1",
    ]);
    expect(
      saidBy(
        wayClosed,
        planOf(gone, {
          address: "aws_vpc_security_group_ingress_rule.new",
          after: { ...way, cidr_ipv4: "10.0.0.0/8" },
        }),
      ),
    ).toEqual([]);
  });

  test.each([
    ["the public", { cidr_ipv4: "0.0.0.0/0" }, "0.0.0.0/0"],
    ["a service of AWS", { prefix_list_id: "pl-1" }, "prefix list pl-1"],
  ])("refuses that the way of %s is closed", (_, peer, name) => {
    const before = {
      ...{ security_group_id: "sg-1", ip_protocol: "tcp", from_port: 443, to_port: 443 },
      ...peer,
    };
    const address = "aws_vpc_security_group_ingress_rule.it";
    expect(saidBy(wayClosed, planOf({ address, before }))).toEqual([
      `refused: no longer lets through tcp on port 443 from ${name}, at sg-1`,
    ]);
  });
});
