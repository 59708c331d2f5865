import { describe, expect, test } from "vitest";
import { tlsPolicies } from "../../../src/contract/tls-policies";
import { reviewPlan } from "../../../src/review/review-plan";
import { bucketOpened } from "../../../src/review/rules/exposure/bucket-opened";
import { egressOpened } from "../../../src/review/rules/exposure/egress-opened";
import { ingressOpened } from "../../../src/review/rules/exposure/ingress-opened";
import { loadBalancerPublic } from "../../../src/review/rules/exposure/load-balancer-public";
import { loginDropped } from "../../../src/review/rules/exposure/login-dropped";
import { plainHttp } from "../../../src/review/rules/exposure/plain-http";
import { publiclyAccessible } from "../../../src/review/rules/exposure/publicly-accessible";
import { resourcePolicyPublic } from "../../../src/review/rules/exposure/resource-policy-public";
import { routeToInternet } from "../../../src/review/rules/exposure/route-to-internet";
import { securityGroupAttached } from "../../../src/review/rules/exposure/security-group-attached";
import { tlsWeakened } from "../../../src/review/rules/exposure/tls-weakened";
import {
  entryOf,
  fixturePlan,
  type Made,
  planOf,
  saidBy,
  saidOfUpdate,
  type Values,
} from "../support/plans";

describe("ingress-opened", () => {
  test("refuses a VPN into a network that stands, and lets a first plan make one", () => {
    const vpn = { address: "aws_ec2_client_vpn_endpoint.vpn", after: { split_tunnel: true } };
    const vpc = { address: "aws_vpc.it", before: {}, after: {}, actions: ["no-op"] };
    expect(saidBy(ingressOpened, planOf(vpc, vpn))).toEqual([
      "refused: people outside get into the network through a new VPN",
    ]);
    expect(
      saidBy(ingressOpened, planOf({ ...vpc, before: null, actions: ["create"] }, vpn)),
    ).toEqual([]);
    expect(saidBy(ingressOpened, planOf(vpc, { ...vpn, before: { split_tunnel: true } }))).toEqual(
      [],
    );
  });

  const open = "aws_vpc_security_group_ingress_rule.db-open";
  const opened = (after: Values, unknown: Values = {}) =>
    saidBy(
      ingressOpened,
      fixturePlan("opened-and-widened", (it) => {
        const { change } = entryOf(it, open);
        change.after = { ...change.after, ...after };
        change.after_unknown = { ...change.after_unknown, ...unknown };
      }),
    );

  test("refuses a rule that lets the world into the database's group", () => {
    expect(opened({})).toEqual([
      "refused: lets in all traffic from 0.0.0.0/0, to aws_security_group.db-sg",
    ]);
  });

  test.each([
    [
      "one port to one private network",
      { cidr_ipv4: "10.20.0.0/16", ip_protocol: "tcp", from_port: 5432, to_port: 5432 },
      "tcp on port 5432 from 10.20.0.0/16",
    ],
    [
      "another group",
      {
        cidr_ipv4: null,
        referenced_security_group_id: "sg-0other",
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
      },
      "tcp on port 5432 from group sg-0other",
    ],
    ["IPv6", { cidr_ipv4: null, cidr_ipv6: "::/0" }, "all traffic from ::/0"],
    [
      "a prefix list, whose addresses the plan does not have",
      { cidr_ipv4: null, prefix_list_id: "pl-1" },
      "all traffic from prefix list pl-1",
    ],
  ])("refuses to open a group that exists to %s", (_, after, said) => {
    expect(opened(after)).toEqual([`refused: lets in ${said}, to aws_security_group.db-sg`]);
  });

  test("counts addresses that are not known yet as anybody's", () => {
    expect(opened({ cidr_ipv4: null }, { cidr_ipv4: true })).toEqual([
      "refused: lets in all traffic from addresses that are known only after the apply, to aws_security_group.db-sg",
    ]);
  });

  test("lets a rule pass that says again what the group lets in already", () => {
    const after = {
      cidr_ipv4: null,
      referenced_security_group_id: "sg-7fc0138b652b6002e",
      ip_protocol: "tcp",
      from_port: 5432,
      to_port: 5432,
    };
    expect(opened(after)).toEqual([]);
  });

  test("lets the rules between a first plan's own groups pass, and refuses its rule for the world", () => {
    expect(saidBy(ingressOpened, fixturePlan("create"))).toEqual([
      "refused: lets in tcp on port 443 from 0.0.0.0/0, to aws_security_group.alb-sg",
    ]);
  });

  test("lets a first plan admit a private network to a group of its own", () => {
    const plan = fixturePlan("create", (it) => {
      const { change } = entryOf(it, "aws_vpc_security_group_ingress_rule.https");
      change.after = { ...change.after, cidr_ipv4: "10.20.0.0/16" };
    });
    expect(saidBy(ingressOpened, plan)).toEqual([]);
  });

  const rule = {
    security_group_id: "sg-1",
    ip_protocol: "tcp",
    from_port: 443,
    to_port: 443,
    cidr_ipv4: "10.1.0.0/16",
  };
  test.each([
    ["more addresses", { cidr_ipv4: "10.0.0.0/8" }, true],
    ["fewer addresses", { cidr_ipv4: "10.1.2.0/24" }, false],
    ["more ports", { from_port: 0 }, true],
    ["fewer ports: none at all", { from_port: 443, to_port: 443 }, false],
    ["every protocol", { ip_protocol: "-1" }, true],
    ["the same protocol by its number", { ip_protocol: "6" }, false],
  ])("of a rule that is changed to %s says so: %s, %s", (_, change, isWider) => {
    const said = saidOfUpdate(ingressOpened, "aws_vpc_security_group_ingress_rule.it", rule, {
      ...rule,
      ...change,
    });
    expect(said).toHaveLength(isWider ? 1 : 0);
  });

  test("reads the older rule resource and rules within the group alike", () => {
    const older = {
      type: "ingress",
      security_group_id: "sg-1",
      protocol: "tcp",
      from_port: 22,
      to_port: 22,
      cidr_blocks: ["0.0.0.0/0"],
    };
    expect(
      saidBy(ingressOpened, planOf({ address: "aws_security_group_rule.ssh", after: older })),
    ).toEqual(["refused: lets in tcp on port 22 from 0.0.0.0/0, to sg-1"]);
    expect(
      saidBy(
        ingressOpened,
        planOf({ address: "aws_security_group_rule.ssh", after: { ...older, type: "egress" } }),
      ),
    ).toEqual([]);
    const block = {
      protocol: "tcp",
      from_port: 22,
      to_port: 22,
      cidr_blocks: ["0.0.0.0/0"],
      ipv6_cidr_blocks: [],
      self: false,
    };
    expect(
      saidOfUpdate(ingressOpened, "aws_security_group.it", { ingress: [] }, { ingress: [block] }),
    ).toEqual(["refused: lets in tcp on port 22 from 0.0.0.0/0, to aws_security_group.it"]);
    expect(
      saidOfUpdate(ingressOpened, "aws_security_group.it", { ingress: [block] }, { ingress: [] }),
    ).toEqual([]);
  });

  test("counts rules within a group that are not known yet as open", () => {
    const said = saidOfUpdate(
      ingressOpened,
      "aws_security_group.it",
      { ingress: [] },
      {},
      { ingress: true },
    );
    expect(said[0]).toBe(
      "refused: lets in all traffic from addresses that are known only after the apply, to aws_security_group.it",
    );
  });
});

describe("egress-opened", () => {
  const out = { security_group_id: "sg-1", ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" };

  test("refuses that a group that exists may call anybody", () => {
    expect(
      saidBy(
        egressOpened,
        planOf({ address: "aws_vpc_security_group_egress_rule.all", after: out }),
      ),
    ).toEqual(["refused: lets out all traffic to 0.0.0.0/0, from sg-1"]);
  });

  test("notes it for a group of a first plan, and lets it call within the network", () => {
    const group = { address: "aws_security_group.it", after: { name: "it" } };
    const first = (after: Values) =>
      saidBy(
        egressOpened,
        planOf(group, {
          address: "aws_vpc_security_group_egress_rule.all",
          after,
          unknown: { security_group_id: true },
          configured: { security_group_id: "${aws_security_group.it.id}" },
        }),
      );
    expect(first({ ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" })).toEqual([
      "noted: lets out all traffic to 0.0.0.0/0, from aws_security_group.it",
    ]);
    expect(first({ ip_protocol: "-1", cidr_ipv4: "10.0.0.0/8" })).toEqual([]);
  });
});

describe("security-group-attached", () => {
  const attach = (before: unknown[], after: unknown[], unknown: Values = {}) =>
    saidOfUpdate(
      securityGroupAttached,
      "aws_db_instance.db",
      { vpc_security_group_ids: before },
      { vpc_security_group_ids: after },
      unknown,
    );

  test("refuses another group on a database, a load balancer or a service", () => {
    expect(attach(["sg-1"], ["sg-1", "sg-2"])).toEqual([
      "refused: attaches another security group: sg-2",
    ]);
    expect(
      saidOfUpdate(
        securityGroupAttached,
        "aws_alb.edge",
        { security_groups: ["sg-1"] },
        { security_groups: ["sg-9"] },
      ),
    ).toEqual(["refused: attaches another security group: sg-9"]);
    const service = (group: string) => ({ network_configuration: [{ security_groups: [group] }] });
    expect(
      saidOfUpdate(securityGroupAttached, "aws_ecs_service.it", service("sg-1"), service("sg-2")),
    ).toHaveLength(1);
  });

  test("refuses a group that is not known yet, and lets one go", () => {
    expect(attach(["sg-1"], [], { vpc_security_group_ids: true })).toEqual([
      "refused: attaches another security group: one not known yet",
    ]);
    expect(attach(["sg-1", "sg-2"], ["sg-1"])).toEqual([]);
  });
});

describe("load-balancer-public", () => {
  test("refuses a load balancer that becomes internet-facing, by either of its names", () => {
    expect(saidBy(loadBalancerPublic, fixturePlan("opened-and-widened"))).toEqual([
      "refused: becomes internet-facing",
    ]);
    expect(
      saidBy(loadBalancerPublic, planOf({ address: "aws_lb.edge", after: { internal: false } })),
    ).toHaveLength(1);
  });

  test("takes one that says nothing, or cannot say yet, for internet-facing, as AWS does", () => {
    expect(
      saidBy(loadBalancerPublic, planOf({ address: "aws_lb.edge", after: { internal: null } })),
    ).toHaveLength(1);
    expect(
      saidBy(
        loadBalancerPublic,
        planOf({ address: "aws_lb.edge", after: {}, unknown: { internal: true } }),
      ),
    ).toHaveLength(1);
  });

  test("lets an internal one pass, and one that was public before", () => {
    expect(saidBy(loadBalancerPublic, fixturePlan("create"))).toEqual([]);
    expect(
      saidOfUpdate(
        loadBalancerPublic,
        "aws_lb.edge",
        { internal: false, idle_timeout: 60 },
        { internal: false, idle_timeout: 90 },
      ),
    ).toEqual([]);
  });
});

test.each(["aws_elb", "aws_lightsail_lb"])(
  "refuses that %s, which a project declares as its own, becomes internet-facing",
  (type) => {
    const ownKinds = new Map([[type, "the old entry; goes in spring"]]);
    const said = (made: Omit<Made, "address">) =>
      reviewPlan(planOf({ address: `${type}.old`, ...made }), { ownKinds }).findings.map(
        ({ rule, verdict }) => `${verdict} ${rule}`,
      );
    const refused = ["noted unfamiliar-kind", "refused load-balancer-public"];
    expect(said({ before: { internal: true }, after: { internal: false } })).toEqual(refused);
    expect(said({ before: { internal: true }, unknown: { internal: true }, after: {} })).toEqual(
      refused,
    );
    expect(said({ after: { name: "old" } })).toEqual(refused);
    const passes = ["noted unfamiliar-kind"];
    expect(said({ after: { internal: true } })).toEqual(passes);
    expect(
      said({ before: { internal: false }, after: { internal: false, idle_timeout: 90 } }),
    ).toEqual(passes);
  },
);

test("refuses a distribution that is new: it has no other side than the public one", () => {
  const address = "aws_cloudfront_distribution.frontend";
  expect(saidBy(loadBalancerPublic, planOf({ address, after: { enabled: true } }))).toEqual([
    "refused: answers everybody on the Internet, and sends what they ask on to what is behind it",
  ]);
  expect(saidOfUpdate(loadBalancerPublic, address, { comment: "one" }, { comment: "two" })).toEqual(
    [],
  );
});

describe("plain-http", () => {
  const redirect = {
    default_action: [
      { type: "redirect", redirect: [{ protocol: "HTTPS", port: "443", status_code: "HTTP_301" }] },
    ],
  };
  const listener = (after: Values, unknown: Values = {}) => {
    const plan = fixturePlan("create", (it) => {
      const { change } = entryOf(it, "aws_alb_listener.http");
      change.after = { ...change.after, ...after };
      change.after_unknown = { ...change.after_unknown, ...unknown };
    });
    return saidBy(plainHttp, plan);
  };

  test("refuses a listener that forwards over HTTP", () => {
    expect(listener({})).toEqual(["refused: serves over plain HTTP on port 80"]);
  });

  test("lets it redirect to HTTPS, or answer by itself, and refuses a redirect that stays plain", () => {
    expect(listener(redirect, { default_action: [{}] })).toEqual([]);
    expect(
      listener({ default_action: [{ type: "fixed-response" }] }, { default_action: [{}] }),
    ).toEqual([]);
    const stays = { default_action: [{ type: "redirect", redirect: [{ protocol: "HTTP" }] }] };
    expect(listener(stays, { default_action: [{}] })).toHaveLength(1);
  });

  test("lets HTTPS pass and counts a protocol that is not known yet as HTTP", () => {
    expect(listener({ protocol: "HTTPS", port: 443 })).toEqual([]);
    expect(listener({ protocol: null }, { protocol: true })).toHaveLength(1);
  });

  test("is silent about a listener that was plain before, and says when it becomes so", () => {
    expect(saidBy(plainHttp, fixturePlan("opened-and-widened"))).toEqual([]);
    const forward = { port: 80, protocol: "HTTP", default_action: [{ type: "forward" }] };
    expect(
      saidOfUpdate(plainHttp, "aws_lb_listener.it", { ...forward, ...redirect }, forward),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(plainHttp, "aws_lb_listener.it", { ...forward, protocol: "HTTPS" }, forward),
    ).toHaveLength(1);
  });

  test("refuses a rule that forwards on a listener that is there to redirect", () => {
    const on = (protocol: string) =>
      saidBy(
        plainHttp,
        planOf(
          {
            address: "aws_lb_listener.it",
            before: { arn: "arn:l", protocol, ...redirect },
            after: { arn: "arn:l", protocol, ...redirect },
            actions: ["no-op"],
          },
          {
            address: "aws_lb_listener_rule.it",
            after: { listener_arn: "arn:l", action: [{ type: "forward" }] },
          },
        ),
      );
    expect(on("HTTP")).toEqual([
      "refused: serves over plain HTTP, on a listener that is there to redirect",
    ]);
    expect(on("HTTPS")).toEqual([]);
  });

  test("refuses that the load balancer stops encrypting what it sends to the service", () => {
    expect(
      saidOfUpdate(
        plainHttp,
        "aws_lb_target_group.it",
        { protocol: "HTTPS" },
        { protocol: "HTTP" },
      ),
    ).toEqual(["refused: the load balancer no longer encrypts what it sends to the service"]);
    expect(
      saidOfUpdate(
        plainHttp,
        "aws_lb_target_group.it",
        { protocol: "HTTP" },
        { protocol: "HTTPS" },
      ),
    ).toEqual([]);
  });
});

describe("login-dropped", () => {
  const login = (more: Values = {}) => ({ type: "authenticate-oidc", authenticate_oidc: [more] });
  const listener = (...actions: Values[]) => ({
    default_action: [...actions, { type: "forward", target_group_arn: "arn:a" }],
  });
  const said = (before: Values, after: Values, unknown: Values = {}) =>
    saidOfUpdate(loginDropped, "aws_alb_listener.it", before, after, unknown);

  test("refuses that nobody is asked any more, also when it is not known yet, and lets the login come", () => {
    const dropped = ["refused: no longer asks who people are (authenticate-oidc)"];
    expect(said(listener(login()), listener())).toEqual(dropped);
    expect(said(listener(login()), {}, { default_action: true })).toEqual(dropped);
    expect(said(listener(), listener(login()))).toEqual([]);
    const rule = { action: [login()] };
    expect(saidOfUpdate(loginDropped, "aws_lb_listener_rule.it", rule, { action: [] })).toEqual(
      dropped,
    );
  });

  test("refuses that people pass unasked, and lets them be refused instead of asked", () => {
    const otherwise = (value: string) => listener(login({ on_unauthenticated_request: value }));
    const passes = "refused: lets people pass who do not say who they are (authenticate-oidc)";
    expect(said(listener(login()), otherwise("allow"))).toEqual([passes]);
    expect(
      said(otherwise("deny"), listener(login()), {
        default_action: [{ authenticate_oidc: [{ on_unauthenticated_request: true }] }],
      }),
    ).toEqual([passes]);
    expect(said(otherwise("allow"), otherwise("deny"))).toEqual([]);
    expect(said(listener(login()), otherwise("deny"))).toEqual([]);
  });
});

describe("tls-weakened", () => {
  const policies = (was: string, will: string | null, unknown: Values = {}) =>
    saidOfUpdate(
      tlsWeakened,
      "aws_alb_listener.it",
      { protocol: "HTTPS", ssl_policy: was },
      { protocol: "HTTPS", ssl_policy: will },
      unknown,
    );
  const modern = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

  test.each([
    [modern, "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06"],
    [modern, "ELBSecurityPolicy-TLS13-1-0-2021-06"],
    [modern, "ELBSecurityPolicy-2016-08"],
    ["ELBSecurityPolicy-TLS13-1-3-2021-06", modern],
    ["ELBSecurityPolicy-TLS-1-2-2017-01", "ELBSecurityPolicy-FS-1-1-2019-08"],
  ])("refuses to go from %s to %s, and lets the reverse pass", (strong, weak) => {
    expect(policies(strong, weak)).toEqual([
      `refused: the TLS policy goes from ${strong} to ${weak}, which is weaker`,
    ]);
    expect(policies(weak, strong)).toEqual([]);
  });

  test("refuses to leave the FIPS module, and lets it be taken", () => {
    const [fips, standard] = [tlsPolicies.fips, tlsPolicies.standard];
    expect(policies(fips, standard)).toEqual([
      `refused: the TLS policy goes from ${fips} to ${standard}, which does not keep to the FIPS module`,
    ]);
    expect(policies(standard, fips)).toEqual([]);
    expect(policies(tlsPolicies.absent, standard)).toEqual([]);
  });

  test("counts a policy that is unset or not known yet as the weakest", () => {
    expect(policies(modern, null)).toEqual([
      `refused: the TLS policy goes from ${modern} to unset, which is weaker`,
    ]);
    expect(policies(modern, null, { ssl_policy: true })).toHaveLength(1);
  });

  test("refuses a new listener below TLS 1.2, which is what AWS takes when nothing is said", () => {
    const fresh = (after: Values, unknown: Values = {}) =>
      saidBy(
        tlsWeakened,
        planOf({ address: "aws_lb_listener.it", after: { protocol: "HTTPS", ...after }, unknown }),
      );
    expect(fresh({ ssl_policy: "ELBSecurityPolicy-2016-08" })).toEqual([
      "refused: accepts TLS older than 1.2: its policy is ELBSecurityPolicy-2016-08",
    ]);
    expect(fresh({}, { ssl_policy: true })).toHaveLength(1);
    expect(fresh({ ssl_policy: modern })).toEqual([]);
  });

  test("refuses that clients are no longer asked for a certificate", () => {
    const mode = (value: string) => ({
      protocol: "HTTPS",
      ssl_policy: modern,
      mutual_authentication: [{ mode: value }],
    });
    expect(saidOfUpdate(tlsWeakened, "aws_lb_listener.it", mode("verify"), mode("off"))).toEqual([
      "refused: no longer asks clients for a certificate",
    ]);
    expect(saidOfUpdate(tlsWeakened, "aws_lb_listener.it", mode("off"), mode("verify"))).toEqual(
      [],
    );
  });
});

describe("publicly-accessible", () => {
  const database = (after: Values, unknown: Values = {}, written?: string) => {
    const plan = fixturePlan("database-replaced", (it) => {
      const { change } = entryOf(it, "aws_db_instance.db");
      change.after = { ...change.after, ...after };
      change.after_unknown = { ...change.after_unknown, ...unknown };
      const block = it.configuration.root_module.resources.find(
        ({ type }) => type === "aws_db_instance",
      );
      if (written && block) block.expressions["publicly_accessible"] = { constant_value: written };
    });
    return saidBy(publiclyAccessible, plan);
  };

  test("refuses a database with a public address, also when it is not known before the apply", () => {
    expect(database({ publicly_accessible: true })).toEqual([
      "refused: becomes reachable from the Internet: `publicly_accessible` is set",
    ]);
    expect(database({}, { publicly_accessible: true }, "${var.public}")).toEqual([
      "refused: becomes reachable from the Internet: `publicly_accessible` is not known before the apply",
    ]);
  });

  test("lets a private one pass, and one that AWS will keep private by default", () => {
    expect(database({ publicly_accessible: false })).toEqual([]);
    expect(database({}, { publicly_accessible: true })).toEqual([]);
  });

  test("refuses a public address for tasks, and lets it be taken away", () => {
    const service = (assign_public_ip: boolean) => ({
      network_configuration: [{ assign_public_ip }],
    });
    expect(
      saidOfUpdate(publiclyAccessible, "aws_ecs_service.it", service(false), service(true)),
    ).toEqual([
      "refused: becomes reachable from the Internet: `network_configuration.assign_public_ip` is set",
    ]);
    expect(
      saidOfUpdate(publiclyAccessible, "aws_ecs_service.it", service(true), service(false)),
    ).toEqual([]);
  });

  test("refuses a function's address without authentication", () => {
    const url = (authorization_type: string) =>
      planOf({ address: "aws_lambda_function_url.it", after: { authorization_type } });
    expect(saidBy(publiclyAccessible, url("NONE"))).toHaveLength(1);
    expect(saidBy(publiclyAccessible, url("AWS_IAM"))).toEqual([]);
  });
});

describe("publicly-accessible, of kinds that the module never makes", () => {
  const nested = (value: unknown) => ({
    network_interfaces: [{ device_index: 0, associate_public_ip_address: value }],
  });
  const said = (before: Values, after: Values) =>
    saidOfUpdate(publiclyAccessible, "aws_launch_template.it", before, after);

  test("refuses a public address wherever it stands, also as text", () => {
    const refused = (how: string) => [
      `refused: becomes reachable from the Internet: \`network_interfaces.associate_public_ip_address\` ${how}`,
    ];
    expect(said(nested("false"), nested("true"))).toEqual(refused("is set"));
    expect(said(nested(false), nested(true))).toEqual(refused("is set"));
    expect(
      saidOfUpdate(publiclyAccessible, "aws_launch_template.it", nested(false), nested(undefined), {
        network_interfaces: [{ associate_public_ip_address: true }],
      }),
    ).toEqual(refused("is not known before the apply"));
    const notebook = (direct_internet_access: string) => ({ direct_internet_access });
    expect(said(notebook("Disabled"), notebook("Enabled"))).toEqual([
      "refused: becomes reachable from the Internet: `direct_internet_access` is set",
    ]);
  });

  test("says it once, and lets what was public, or becomes private, pass", () => {
    const database = (publicly_accessible: boolean) => ({ publicly_accessible });
    expect(said(database(false), database(true))).toHaveLength(1);
    expect(said(nested("true"), nested("true"))).toEqual([]);
    expect(said(nested("true"), nested("false"))).toEqual([]);
    expect(said({ public_ip: false }, { public_ip: true })).toEqual([]);
  });
});

describe("bucket-opened, of kinds that the module never makes", () => {
  test("refuses an access list for the public, and that an access point blocks less", () => {
    const acl = (value: string) =>
      saidBy(bucketOpened, planOf({ address: "aws_s3_object.it", after: { acl: value } }));
    expect(acl("public-read")).toEqual(["refused: gives it to the public by its access list"]);
    expect(acl("private")).toEqual([]);
    const point = (block_public_acls: boolean, block_public_policy: boolean) => ({
      public_access_block_configuration: [{ block_public_acls, block_public_policy }],
    });
    const said = (before: Values, after: Values) =>
      saidOfUpdate(bucketOpened, "aws_s3_access_point.it", before, after);
    expect(said(point(true, true), point(true, false))).toEqual([
      "refused: no longer blocks public access: `public_access_block_configuration.block_public_policy` not on",
    ]);
    expect(said(point(true, false), point(true, true))).toEqual([]);
    expect(said({ quota: 1, ...point(true, true) }, { quota: 2, ...point(true, true) })).toEqual(
      [],
    );
  });
});

describe("resource-policy-public, of what lets others in by an attribute", () => {
  const mine = "arn:aws:iam::111111111111:role/ours";
  const ours = { arn: "arn:aws:sqs:us-east-1:111111111111:it" };
  const queue = "aws_sqs_queue.it";
  const stands: Made = { address: queue, before: ours, after: ours, actions: ["no-op"] };
  const said = (type: string, after: Values, more: Partial<Made> = {}) =>
    saidBy(resourcePolicyPublic, planOf(stands, { address: `${type}.it`, after, ...more }));
  const who = (name: string, words: string) => [`refused: \`${name}\` lets in others: ${words}`];

  test("refuses everybody, another account, and whose account nobody knows", () => {
    const action = "lambda:InvokeFunction";
    expect(said("aws_lambda_permission", { principal: "*", action })).toEqual(
      who("principal", "anyone to use lambda:InvokeFunction (anyone)"),
    );
    expect(said("aws_kms_grant", { grantee_principal: "arn:aws:iam::222222222222:root" })).toEqual(
      who("grantee_principal", "account 222222222222 to use every action (another account)"),
    );
    expect(said("aws_vpc_endpoint_service", { allowed_principals: [mine, "*"] })).toHaveLength(1);
    expect(said("aws_ram_principal_association", { principal: "222222222222" })).toHaveLength(1);
    expect(said("aws_lambda_permission", { principal: "AROAEXAMPLE" })).toHaveLength(1);
    expect(
      said("aws_lambda_permission", { principal: "*", principal_org_id: "o-abcdefghij" }),
    ).toHaveLength(1);
    expect(said("aws_lambda_permission", {}, { unknown: { principal: true } })).toHaveLength(1);
  });

  test("lets in AWS's services, the account's own, and everybody whom a condition holds to it", () => {
    const source_arn = "arn:aws:events:us-east-1:111111111111:rule/it";
    const service = { principal: "events.amazonaws.com", source_arn };
    expect(said("aws_lambda_permission", service)).toEqual([]);
    expect(said("aws_eks_access_entry", { principal_arn: mine })).toEqual([]);
    expect(
      said("aws_lambda_permission", { principal: "*", source_account: "111111111111" }),
    ).toEqual([]);
    const role = "${aws_iam_role.ours.arn}";
    const unknown = { unknown: { principal_arn: true }, configured: { principal_arn: role } };
    expect(said("aws_eks_access_entry", {}, unknown)).toEqual([]);
    expect(
      said("aws_lambda_permission", { principal: "*" }, { before: { principal: "*" } }),
    ).toEqual([]);
  });
});

describe("bucket-opened", () => {
  const on = {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  };
  const address = "aws_s3_bucket_public_access_block.files";

  test("refuses that the block of public access goes, wholly or in part", () => {
    expect(saidBy(bucketOpened, planOf({ address, before: on }))).toEqual([
      "refused: removes the block of public access",
    ]);
    expect(saidOfUpdate(bucketOpened, address, on, { ...on, block_public_policy: false })).toEqual([
      "refused: no longer blocks public access: `block_public_policy` not on",
    ]);
    expect(saidOfUpdate(bucketOpened, address, on, on, { ignore_public_acls: true })).toHaveLength(
      1,
    );
  });

  test("lets the block be made, or made whole", () => {
    expect(saidBy(bucketOpened, planOf({ address, after: on }))).toEqual([]);
    expect(saidOfUpdate(bucketOpened, address, { ...on, block_public_acls: false }, on)).toEqual(
      [],
    );
    expect(
      saidBy(bucketOpened, planOf({ address, after: { ...on, block_public_acls: false } })),
    ).toHaveLength(1);
  });

  test("refuses an access list for the public, and lets a private one pass", () => {
    const acl = (value: string) =>
      planOf({ address: "aws_s3_bucket_acl.files", after: { acl: value } });
    expect(saidBy(bucketOpened, acl("public-read"))).toEqual([
      "refused: gives the bucket to the public by its access list",
    ]);
    expect(saidBy(bucketOpened, acl("private"))).toEqual([]);
    const grant = {
      access_control_policy: [
        { grant: [{ grantee: [{ uri: "http://acs.amazonaws.com/groups/global/AllUsers" }] }] },
      ],
    };
    expect(
      saidBy(bucketOpened, planOf({ address: "aws_s3_bucket_acl.files", after: grant })),
    ).toHaveLength(1);
  });
});

describe("resource-policy-public", () => {
  const policy = (principal: unknown, condition?: unknown) => ({
    bucket: "files",
    policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: principal,
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::files/*",
          ...(condition ? { Condition: condition } : {}),
        },
      ],
    }),
  });
  const said = (after: Values) =>
    saidOfUpdate(
      resourcePolicyPublic,
      "aws_s3_bucket_policy.files",
      { bucket: "files", policy: "" },
      after,
    );

  test("refuses a bucket that anyone may read", () => {
    expect(said(policy("*"))).toEqual([
      "refused: `policy` now allows anyone to use s3:GetObject on arn:aws:s3:::files/*",
    ]);
    expect(said(policy({ AWS: "*" }))).toHaveLength(1);
  });

  test("lets it pass when a condition says who", () => {
    expect(said(policy("*", { StringEquals: { "aws:PrincipalOrgID": "o-example" } }))).toEqual([]);
    expect(said(policy({ Service: "logging.s3.amazonaws.com" }))).toEqual([]);
  });

  test.each([
    ["an address range of everybody", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }],
    ["any ARN", { ArnLike: { "aws:SourceArn": "*" } }],
    ["who it is not", { StringNotEquals: { "aws:PrincipalOrgID": "o-example" } }],
    ["only how, not who", { Bool: { "aws:SecureTransport": "true" } }],
    ["who, unless nobody says", { StringEqualsIfExists: { "aws:SourceAccount": "111111111111" } }],
  ])("is not taken in by a condition on %s", (_, condition) => {
    expect(said(policy("*", condition))).toHaveLength(1);
  });
});

describe("route-to-internet", () => {
  test("refuses that subnets which stand get a route to the Internet through a NAT, and lets new ones have it", () => {
    const route = (configured: Record<string, string>, unknown: Values) =>
      saidBy(
        routeToInternet,
        planOf(
          { address: "aws_route_table.new", after: { vpc_id: "vpc-1" } },
          {
            address: "aws_route_table.now",
            before: { id: "rtb-1" },
            after: { id: "rtb-1" },
            actions: ["no-op"],
          },
          { address: "aws_nat_gateway.it", after: { subnet_id: "subnet-1" } },
          {
            address: "aws_route.it",
            after: { destination_cidr_block: "0.0.0.0/0" },
            configured: { nat_gateway_id: "${aws_nat_gateway.it.id}", ...configured },
            unknown: { nat_gateway_id: true, ...unknown },
          },
        ),
      );
    const out =
      "refused: gives subnets that stand a route to the Internet, through a NAT gateway: from now on security groups alone hold back what is sent there";
    expect(route({ route_table_id: "${aws_route_table.now.id}" }, {})).toEqual([out]);
    expect(route({ route_table_id: "${var.table}" }, { route_table_id: true })).toEqual([out]);
    expect(
      route({ route_table_id: "${aws_route_table.new.id}" }, { route_table_id: true }),
    ).toEqual([]);
    expect(
      saidOfUpdate(
        routeToInternet,
        "aws_route.it",
        { nat_gateway_id: "nat-1" },
        { nat_gateway_id: "nat-2" },
      ),
    ).toEqual([]); // traffic-rerouted says it
  });

  test("refuses a route to an internet gateway, and lets one to another gateway pass", () => {
    const route = (target: Values, unknown: Values = {}) =>
      saidBy(
        routeToInternet,
        planOf({
          address: "aws_route.it",
          after: { destination_cidr_block: "0.0.0.0/0", ...target },
          unknown,
        }),
      );
    expect(route({ gateway_id: "igw-1" })).toEqual(["refused: routes to an internet gateway"]);
    expect(route({}, { gateway_id: true })).toHaveLength(1);
    expect(route({ gateway_id: "vgw-1" })).toEqual([]);
  });

  test("refuses one within a route table, and is silent when it was there", () => {
    const table = (...gateways: string[]) => ({
      route: gateways.map((gateway_id) => ({ gateway_id })),
    });
    expect(
      saidOfUpdate(routeToInternet, "aws_route_table.it", table(), table("igw-1")),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(routeToInternet, "aws_route_table.it", table("igw-1"), table("igw-1", "vgw-1")),
    ).toEqual([]);
  });
});

test("ingress-opened compares no group with more rules than AWS allows, and takes nothing for let in already", () => {
  const rule = (port: number) => ({
    security_group_id: "sg-1",
    ip_protocol: "tcp",
    from_port: port,
    to_port: port,
    cidr_ipv4: "10.0.0.0/8",
  });
  const saidOf = (count: number) => {
    const kept = Array.from({ length: count }, (_, port) => ({
      address: `aws_vpc_security_group_ingress_rule.it[${port}]`,
      before: rule(port),
      after: rule(port),
      actions: port === 0 ? ["update"] : ["no-op"],
    }));
    return saidBy(ingressOpened, planOf(...kept));
  };
  expect(saidOf(1_000)).toEqual([]);
  expect(saidOf(1_001)).toHaveLength(1);
});
