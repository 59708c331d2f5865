/** What a setting accepts and refuses, on both sides of each limit. */
export interface SettingLimits {
  readonly accepted: readonly unknown[];
  /** A value, and the whole message that refuses it. */
  readonly refused: readonly (readonly [given: unknown, message: string])[];
}

const a = (count: number) => "a".repeat(count);

/** A whole number within limits. */
function wholeNumber(from: number, to: number, unit: string, accepted = [from, to]): SettingLimits {
  const must = `must be a whole number from ${from} to ${to}${unit && ` ${unit}`}`;
  return {
    accepted,
    refused: [
      [from - 1, `${must}, got ${from - 1}`],
      [to + 1, `${must}, got ${to + 1}`],
      [from + 0.5, `${must}, got ${from + 0.5}`],
      [String(from), `${must}, got "${from}"`],
      [null, `${must}, got null`],
    ],
  };
}

/** One of a few words; `near` is not one of them. */
function oneOf(values: readonly (string | number)[], near: string | number): SettingLimits {
  const must = `must be one of ${values.join(", ")}`;
  return {
    accepted: values,
    refused: [
      [near, `${must}, got ${JSON.stringify(near)}`],
      [true, `${must}, got true`],
    ],
  };
}

const flag: SettingLimits = {
  accepted: [true, false],
  refused: [
    ["true", 'must be true or false, got "true"'],
    ["yes", 'must be true or false, got "yes"'],
    [1, "must be true or false, got 1"],
  ],
};

/** The mode of a section: `own` is that of the example, since the others want other keys and have an example of their own. */
function mode(values: readonly string[], near: string, own = values[0]): SettingLimits {
  return { accepted: [own], refused: oneOf(values, near).refused };
}

/** Text of one form. */
function text(
  must: string,
  accepted: readonly string[],
  refused: readonly string[],
): SettingLimits {
  return {
    accepted,
    refused: [...refused, 7].map((given) => [given, `must be ${must}, got ${shown(given)}`]),
  };
}

function shown(given: unknown): string {
  if (typeof given !== "string") return String(given);
  return JSON.stringify(given.length > 60 ? `${given.slice(0, 57)}…` : given);
}

/** A database of `shop-dev` that runs, or ran. */
const restoredIdentifier = text(
  "an instance identifier: 1 to 63 lower-case letters, digits and single hyphens",
  ["shop-dev-monday", "shop-dev-2", `shop-dev-${a(54)}`],
  ["", a(64), "Shop-dev", "-shop-dev", "shop-dev-", "shop-dev--monday", "shop_dev"],
);

/** People and programs that are notified, at this path. */
function subscribers(path: string): Record<string, SettingLimits> {
  return {
    [path]: { accepted: [[]], refused: list("team@example.gov", 0).refused },
    [`${path}[].protocol`]: mode(["email", "https", "sqs"], "sms"),
    [`${path}[].address`]: text(
      "an address such as team@example.gov",
      ["a@b.gov"],
      ["team", "@example.gov", "a b@example.gov", "team@example", ""],
    ),
    [`${path}[].url`]: text(
      "an address that begins with https://",
      ["https://a.gov"],
      ["http://chat.example.gov", "chat.example.gov", "https://a b"],
    ),
    [`${path}[].queueArn`]: text(
      "an ARN such as arn:aws:sqs:us-east-1:111111111111:releases",
      ["arn:aws:sqs:us-east-1:111111111111:releases.fifo"],
      [
        "releases",
        "arn:aws:sns:us-east-1:111111111111:releases",
        "arn:aws:sqs:us-east-1:1:releases",
      ],
    ),
  };
}

function list(entry: unknown, from: number, entries: readonly unknown[] = []): SettingLimits {
  const must =
    from === 0
      ? "must be a list"
      : `must be a list of at least ${from} ${from === 1 ? "entry" : "entries"}`;
  const short = entries.slice(0, from - 1);
  return {
    accepted: from === 0 ? [[], [entry]] : [entries],
    refused: [
      [entry, `${must}, got ${shown(entry)}`],
      [{ a: 1 }, `${must}, got a section`],
      ...(from === 0
        ? []
        : ([
            [
              short,
              `${must}, got ${short.length === 0 ? "an empty list" : `a list of ${short.length}`}`,
            ],
          ] as const)),
    ],
  };
}

const twice = (entry: string): SettingLimits["refused"] => [
  [[entry, entry], `must not be listed twice, got ${JSON.stringify(entry)}`],
];

function ec2Id(prefix: string): SettingLimits {
  return text(
    `an id such as ${prefix}-0123456789abcdef0`,
    [`${prefix}-01234567`, `${prefix}-0123456789abcdef1`],
    [
      `${prefix}-0123456`,
      `${prefix}-0123456789abcdef01`,
      `${prefix}-0123456789ABCDEF0`,
      "x-01234567",
      "",
    ],
  );
}

const cidr: SettingLimits = {
  accepted: ["10.0.0.0/8", "10.1.2.3/32"],
  refused: [
    ["10.0.0.0", 'must be an address range such as 10.20.0.0/16, got "10.0.0.0"'],
    ["10.0.0.0/33", 'must be an address range such as 10.20.0.0/16, got "10.0.0.0/33"'],
    ["10.0.0.1/8", 'must be written as its network address 10.0.0.0/8, got "10.0.0.1/8"'],
    ["fd00::1/64", 'must be written as its network address fd00::/64, got "fd00::1/64"'],
    [8, "must be an address range such as 10.20.0.0/16, got 8"],
  ],
};

const region = text(
  "a commercial or GovCloud AWS region, such as us-east-1",
  ["us-east-1"],
  ["us-east", "us-est-1", "US-EAST-1", "us-east-1a", "cn-north-1", "us-iso-east-1"],
);
const reason = text(
  "a sentence of 10 to 300 characters that says why",
  [a(10), a(300)],
  [a(9), a(301), ` ${a(20)}`],
);
const principal = text(
  "an ARN such as arn:aws:iam::111111111111:role/developers",
  ["arn:aws:iam::111111111111:role/developers", "arn:aws:iam::111111111111:user/path/ann"],
  ["*", "111111111111", "arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:role/*"],
);
const certificateArn = text(
  "an ARN such as arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000",
  [
    "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-00000000000a",
    "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-00000000000b",
  ],
  [
    "arn:aws:acm:us-east-1:111111111111:certificate/*",
    "arn:aws:iam::111111111111:server-certificate/a",
  ],
);
const samlProvider = text(
  "an ARN such as arn:aws:iam::111111111111:saml-provider/identity-center",
  [
    "arn:aws:iam::111111111111:saml-provider/a",
    `arn:aws:iam::111111111111:saml-provider/${a(128)}`,
  ],
  [
    "identity-center",
    "arn:aws:iam::111111111111:saml-provider/*",
    `arn:aws:iam::111111111111:saml-provider/${a(129)}`,
  ],
);
const hostedZoneId = text(
  "a hosted zone id, such as Z0123456789ABCDEFGHIJ",
  [`Z${"0".repeat(5)}`, `Z${"A".repeat(31)}`],
  ["Z0000", `Z${"A".repeat(32)}`, "z0123456789", "/hostedzone/Z0123456789"],
);
const purpose = text(
  "3 to 100 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, beginning with a letter",
  [a(3), a(100), "mail (relay): a/b"],
  [a(2), a(101), "4 mails", "it's", "a | b"],
);
const sid = text(
  "3 to 64 letters and digits that begin with a capital, such as ReadUploads",
  ["Abc", `A${a(63)}`],
  ["Ab", `A${a(64)}`, "readUploads", "Read-Uploads"],
);
const action = text(
  "one action of one service without a wildcard, such as s3:GetObject",
  ["s3:GetObject", "execute-api:Invoke"],
  ["*", "s3:*", "s3:Get*", "S3:GetObject", "s3:getObject", "s3"],
);
const resourceArn = text(
  "an ARN that names more than a service, such as arn:aws:s3:::shop-uploads/*",
  ["arn:aws:sqs:us-east-1:111111111111:jobs", "arn:aws:s3:::shop-uploads", "arn:aws:s3:::shop-*"],
  [
    "*",
    "arn:aws:s3:::*",
    "arn:aws:sqs:us-east-1:111111111111:**",
    "arn:aws:*:us-east-1:111111111111:jobs",
    "arn:aws:sqs:us-east-1:1:jobs",
    "arn:aws:s3:::${bucket}/*",
    "jobs",
  ],
);
const variableName = (given: string): readonly [string, string] => [
  given,
  `must be a variable name of letters, digits and _, not beginning with a digit, got ${shown(given)}`,
];
const retention = oneOf(
  [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
  ],
  31,
);
const sqlName = (what: string) =>
  text(
    `${what}: 1 to 63 lower-case letters, digits and _, not beginning with pg_ or rds`,
    ["s", a(63), "shop_1"],
    ["", a(64), "1shop", "Shop", "pg_shop", "rdsadmin", "my-shop"],
  );
const domainName = (accepted: string) =>
  text(
    "a domain name in lower case, such as app.example.gov",
    [accepted],
    [
      "example",
      "Example.gov",
      "example.gov.",
      "-a.example.gov",
      `${a(64)}.example.gov`,
      "https://example.gov",
    ],
  );
const kmsKey = "arn:aws:kms:us-east-1:111111111111:key/00000000-0000-0000-0000-000000000000";

const words = (accepted: readonly unknown[], orNull = ", or null"): SettingLimits => ({
  accepted: [["a"], ["same", "same"], ...accepted],
  refused: [
    ["npm test", `must be a list of words${orNull}, got "npm test"`],
    [[], `must be a list of at least 1 word${orNull}, got an empty list`],
  ],
});
const word = text("a word of 1 to 1024 characters", ["a", a(1024)], ["", a(1025)]);
const iamName = (what: string) =>
  text(
    `the name of ${what}, 1 to 64 characters, without its path`,
    ["a", a(64), "ops+dev@example.gov"],
    ["", a(65), "path/ops", "arn:aws:iam::111111111111:group/ops"],
  );
const trustedArns = list("arn:aws:iam::111111111111:role/ci", 1, [
  "arn:aws:iam::111111111111:role/ci",
]);
const githubRepository = text(
  "a repository of GitHub as owner/name",
  ["example-gov/some.app-1", `${a(100)}/${a(100)}`],
  ["shop", "a/b/c", `${a(101)}/b`, "https://github.com/a/b", "example-gov/*"],
);
const githubId = text(
  "a number of GitHub's in quotes",
  ["1", "1".repeat(20)],
  ["", "x1", "1".repeat(21)],
);
const githubEnvironment = text(
  "the name of an environment on GitHub, 1 to 64 letters, digits, _ . and -",
  ["e", a(64)],
  ["", a(65), "prod environment", "*"],
);

const allowance: SettingLimits = {
  accepted: [0, 100_000, "any"],
  refused: [-1, 100_001, 0.5, "none", "0", null].map((given) => [
    given,
    `must be a whole number from 0 to 100000, or any, got ${shown(given)}`,
  ]),
};

/** Every leaf of the schema: what it accepts and what it refuses. `[]` is an entry, `<name>` a value and `<key>` a name of a free section. */
export const settingLimits: Readonly<Record<string, SettingLimits>> = {
  application: text(
    "2 to 20 lower-case letters, digits and single hyphens, beginning with a letter",
    ["ab", a(20), "a1-b2"],
    ["a", a(21), "Shop", "1shop", "shop-", "sh--op", "sh_op"],
  ),
  environment: text(
    "2 to 12 lower-case letters, digits and single hyphens, beginning with a letter",
    ["qa", a(10)],
    ["q", a(13), "Dev", "2dev", "dev-"],
  ),
  mirrors: {
    accepted: [null],
    refused: text(
      "the name of another environment file without .yaml, or null",
      [],
      ["Shop", "shop-prod.yaml", ""],
    ).refused,
  },
  differences: {
    accepted: [[]], // with entries only beside mirrors: see rules/differences.test.ts
    refused: list("service.tasksMin", 0).refused,
  },
  "differences[].setting": text(
    "a setting's path, such as service.tasksMin",
    ["service.tasksMax"],
    ["service.", ".service", "service tasksMin", "service[0]", ""],
  ),
  "differences[].because": reason,
  account: text(
    'an AWS account id: 12 digits in quotes, such as "111111111111"',
    ["111111111111"],
    ["11111111111", "1111111111111", "1111-1111-1111"],
  ),
  region,
  "state.bucket": text(
    "a bucket name: 3 to 63 lower-case letters, digits and hyphens",
    ["abc", a(63)],
    ["ab", a(64), "Bucket", "my_bucket", "-bucket", "bucket-", "xn--bucket"],
  ),
  "state.region": region,
  // `true` is for GovCloud, where no example is.
  "state.fargateFips": { ...flag, accepted: [false] },
  "tags.<key>": {
    accepted: ["cost-center", a(128)],
    refused: [a(129), "aws:team", "AWS:team", "team!"].map((given) => [
      given,
      `must be a tag key of 1 to 128 characters that does not begin with aws:, got ${shown(given)}`,
    ]),
  },
  "tags.<name>": text("text of at most 256 characters", ["", a(256)], [a(257), "semi;colon"]),
  "network.mode": mode(["existing", "create"], "creat", "create"),
  "network.cidr": { accepted: ["10.0.0.0/16", "192.168.8.0/21"], refused: cidr.refused },
  "network.availabilityZones": {
    accepted: [
      ["us-east-1b", "us-east-1c"],
      ["us-east-1a", "us-east-1b", "us-east-1f"],
    ],
    refused: [
      ...list("us-east-1a", 2, ["us-east-1a", "us-east-1b"]).refused,
      ...twice("us-east-1a"),
      [
        ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"],
        "must be a list of at most 3 entries, got a list of 4",
      ],
    ],
  },
  "network.availabilityZones[]": text(
    "an availability zone, such as us-east-1a",
    ["us-east-1d"],
    ["us-east-1", "use1-az1", "us-east-1A", ""],
  ),
  "network.nat": {
    accepted: ["one", "perZone"],
    refused: oneOf(["none", "one", "perZone"], "two").refused,
  },
  "network.flowLogRetentionDays": retention,
  "network.vpcId": ec2Id("vpc"),
  ...Object.fromEntries(
    ["loadBalancer", "service", "database"].flatMap((tier) => {
      const ids = ["subnet-0ddddddddddddddd1", "subnet-0ddddddddddddddd2"];
      const limits = list(ids[0], 2, ids);
      const both = {
        ...limits,
        refused: [...limits.refused, ...twice("subnet-0ddddddddddddddd1")],
      };
      return [
        [`network.${tier}SubnetIds`, both],
        [`network.${tier}SubnetIds[]`, ec2Id("subnet")],
      ];
    }),
  ),
  "network.egress.mode": mode(["listed", "anywhere"], "everywhere"),
  "network.egress.endpointSecurityGroupIds": list("sg-01234567", 0),
  "network.egress.endpointSecurityGroupIds[]": ec2Id("sg"),
  "network.egress.prefixListIds": list("pl-01234567", 0),
  "network.egress.prefixListIds[]": ec2Id("pl"),
  "network.egress.cidrs": list("10.0.0.0/8", 0),
  "network.egress.cidrs[]": cidr,
  "network.egress.reason": reason,
  "network.connections": {
    accepted: [[]],
    refused: list(7, 0).refused,
  },
  "network.connections[].to": mode(["securityGroup", "prefixList", "range", "anywhere"], "cidr"),
  "network.connections[].securityGroupId": ec2Id("sg"),
  "network.connections[].prefixListId": ec2Id("pl"),
  "network.connections[].cidr": cidr,
  "network.connections[].reason": reason,
  "network.connections[].port": wholeNumber(1, 65_535, ""),
  "network.connections[].purpose": purpose,
  "network.resolverCidrs": list("10.0.0.2/32", 0),
  "network.resolverCidrs[]": cidr,
  "loadBalancer.mode": mode(["create", "existing"], "creat"),
  "loadBalancer.scheme": oneOf(["internal", "internet-facing"], "public"),
  "loadBalancer.ipAddressType": oneOf(["ipv4", "dualstack"], "ipv6"),
  "loadBalancer.allowedCidrs": list("10.0.0.0/8", 0),
  "loadBalancer.allowedCidrs[]": cidr,
  "loadBalancer.allowedSecurityGroupIds": list("sg-01234567", 0),
  "loadBalancer.allowedSecurityGroupIds[]": ec2Id("sg"),
  "loadBalancer.accessLogRetentionDays": wholeNumber(1, 3650, "days"),
  "loadBalancer.maintenance": flag,
  "loadBalancer.maintenanceText": text(
    'one line of 1 to 400 letters, digits and signs of ASCII, without " & < >',
    ["Back on Monday, 8:00 (UTC).", a(400), "${x} %{y}"],
    ["", a(401), "<b>", 'a "b"', "a & b", "two\nlines", "Übermorgen"],
  ),
  "loadBalancer.tlsPolicy": oneOf(["standard", "fips"], "modern"),
  "loadBalancer.firewall.mode": mode(["managed", "existing", "none"], "off"),
  ...Object.fromEntries(
    ["common", "knownBadInputs", "ipReputation", "rateLimit.action"].map((rules) => [
      `loadBalancer.firewall.${rules}`,
      oneOf(["count", "block"], "allow"),
    ]),
  ),
  "loadBalancer.firewall.maxBodyKiB": {
    accepted: [null, 8],
    refused: [
      [16, "must be 8, or null, got 16"],
      ["8", 'must be 8, or null, got "8"'],
    ],
  },
  "loadBalancer.firewall.sqlInjection": oneOf(["off", "count", "block"], "none"),
  "loadBalancer.firewall.rateLimit.requestsPerFiveMinutes": wholeNumber(
    10,
    2_000_000_000,
    "requests",
  ),
  "loadBalancer.firewall.logRetentionDays": retention,
  "loadBalancer.firewall.webAclArn": text(
    "an ARN such as arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shared/00000000-0000-0000-0000-000000000000",
    [
      "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/FMManagedWebACLV2-a_b/00000000-0000-0000-0000-000000000001",
    ],
    [
      "shared",
      "arn:aws:wafv2:us-east-1:111111111111:global/webacl/shared/00000000-0000-0000-0000-000000000000",
      "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shared",
    ],
  ),
  "loadBalancer.firewall.reason": reason,
  "frontend.mode": mode(["none", "cdn"], "s3", "cdn"),
  "frontend.certificateArn": {
    accepted: [null, ...certificateArn.accepted],
    refused: certificateArn.refused,
  },
  "frontend.backendPaths": list("/health/*", 1, ["/health/*"]),
  "frontend.backendPaths[]": text(
    "a path that begins with / and ends in /*, such as /api/*, with 1 to 4 parts of letters, digits and ._-",
    ["/backend/*", "/a/b.c/d-e/f_g/*"],
    ["/*", "/api", "api/*", "/api/*/*", "/api?/*", "/a/b/c/d/e/*"],
  ),
  "frontend.immutablePaths": list("/static/*", 0, ["/static/*"]),
  "frontend.immutablePaths[]": text(
    "a path that begins with / and ends in /*, such as /assets/*, with 1 to 4 parts of letters, digits and ._-",
    ["/assets/*", "/a/b.c/d-e/f_g/*"],
    ["/*", "/assets", "assets/*", "/a/*/*", "/a?/*", "/a/b/c/d/e/*"],
  ),
  "frontend.contentSecurityPolicy": text(
    "a text of 1 to 2000 printable ASCII characters",
    ["default-src 'self'; img-src 'self' data:", a(2000)],
    ["", a(2001), "default-src\n'self'", "é"],
  ),
  "frontend.logRetentionDays": wholeNumber(1, 3650, "days"),
  "frontend.firewall.mode": mode(["managed", "existing", "none"], "off"),
  ...Object.fromEntries(
    ["common", "knownBadInputs", "ipReputation", "rateLimit.action"].map((rules) => [
      `frontend.firewall.${rules}`,
      oneOf(["count", "block"], "allow"),
    ]),
  ),
  "frontend.firewall.maxBodyKiB": {
    accepted: [null, 8],
    refused: [
      [16, "must be 8, or null, got 16"],
      ["8", 'must be 8, or null, got "8"'],
    ],
  },
  "frontend.firewall.sqlInjection": oneOf(["off", "count", "block"], "none"),
  "frontend.firewall.rateLimit.requestsPerFiveMinutes": wholeNumber(10, 2_000_000_000, "requests"),
  "frontend.firewall.webAclArn": text(
    "an ARN such as arn:aws:wafv2:us-east-1:111111111111:global/webacl/shared/00000000-0000-0000-0000-000000000000",
    [
      "arn:aws:wafv2:us-east-1:111111111111:global/webacl/FMManagedWebACLV2-a_b/00000000-0000-0000-0000-000000000001",
    ],
    [
      "shared",
      "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shared/00000000-0000-0000-0000-000000000000",
      "arn:aws:wafv2:us-east-1:111111111111:global/webacl/shared",
    ],
  ),
  "frontend.firewall.reason": reason,
  "loadBalancer.listenerArn": text(
    "an ARN such as arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef",
    [
      "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/a/0123456789abcdef/0123456789abcde0",
    ],
    [
      "shared",
      "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/a/0123456789abcdef",
      "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/net/a/0123456789abcdef/0123456789abcdef",
      "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/a/0123456789abcdef/0123456789abcdef",
    ],
  ),
  "loadBalancer.securityGroupId": ec2Id("sg"),
  "loadBalancer.addSecurityGroupRule": flag,
  "loadBalancer.priority": wholeNumber(1, 50_000, ""),
  "domain.hostName": domainName("www.shop.dev.example.gov"),
  "domain.hostedZone.id": hostedZoneId,
  "domain.hostedZone.name": domainName("example.gov"),
  "domain.hostedZone.visibility": oneOf(["public", "private"], "internal"),
  "domain.certificate.mode": mode(["managed", "existing"], "create"),
  "domain.certificate.validationZone.id": hostedZoneId,
  "domain.certificate.validationZone.name": domainName("dev.example.gov"),
  "domain.certificate.validationZone.visibility": {
    accepted: ["public"],
    refused: [
      [
        "private",
        'must be public: ACM looks the validation record up from the internet, got "private"',
      ],
    ],
  },
  "domain.certificate.arn": text(
    "an ARN such as arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000",
    ["arn:aws:acm:us-east-1:111111111111:certificate/01234567-89ab-cdef-0123-456789abcdef"],
    [
      "arn:aws:acm:us-east-1:111111111111:certificate/1",
      "arn:aws:iam::111111111111:server-certificate/a",
    ],
  ),
  "cluster.mode": mode(["create", "existing"], "shared"),
  "cluster.name": text(
    "a cluster name of 1 to 255 letters, digits, _ and -",
    ["c", a(255), "My_cluster-1"],
    ["", a(256), "arn:aws:ecs:us-east-1:111111111111:cluster/c"],
  ),
  "cluster.execRecords.mode": mode(["logs", "none"], "log"),
  "cluster.execRecords.reason": reason,
  "cluster.execRecords.logGroupName": text(
    "the name of a log group: 1 to 512 letters, digits and . - _ / #",
    ["/ecs/exec", a(512)],
    ["", a(513), "a b", "a:b"],
  ),
  "cluster.execRecords.kmsKeyArn": text(
    "an ARN such as arn:aws:kms:us-east-1:111111111111:key/0000-…",
    ["arn:aws:kms:us-east-1:111111111111:key/0000"],
    ["alias/exec"],
  ),
  "repository.name": text(
    "a repository name of 2 to 256 characters, such as shop/api",
    ["ab", a(256), "shop/api-1_2.3"],
    ["a", a(257), "Shop/api", "shop//api", "/shop", "shop/", "shop:latest"],
  ),
  "repository.keepImages": wholeNumber(1, 1000, "images"),
  "repository.pushers": list("arn:aws:iam::111111111111:role/ci", 0),
  "repository.pushers[]": principal,
  "repository.pullers": list("arn:aws:iam::111111111111:role/ci", 0),
  "repository.pullers[]": principal,
  "service.cpuUnits": {
    accepted: [512], // the other sizes go with other memory: see fargate-sizes.test.ts
    refused: oneOf([256, 512, 1024, 2048, 4096, 8192, 16_384], 300).refused,
  },
  "service.memoryMiB": wholeNumber(512, 122_880, "MiB", [1024, 4096]),
  "service.architecture": oneOf(["X86_64", "ARM64"], "amd64"),
  "service.port": wholeNumber(1, 65_535, ""),
  "service.healthCheck.path": text(
    "a path that begins with /, to 1024 characters",
    ["/", `/${a(1023)}`, "/health?deep=1"],
    ["", "health", `/${a(1024)}`, "/a b"],
  ),
  "service.healthCheck.gracePeriodSeconds": wholeNumber(0, 3600, "seconds"),
  "service.tasksMin": wholeNumber(1, 100, "tasks", [1, 2]),
  "service.tasksMax": wholeNumber(1, 100, "tasks"),
  "service.scaling.cpuPercent": wholeNumber(10, 95, "percent"),
  "service.scaling.memoryPercent": wholeNumber(10, 95, "percent"),
  "service.scaling.requestsPerTarget": wholeNumber(1, 1_000_000, "requests"),
  "service.variables.<key>": {
    accepted: ["A", "_", a(255)],
    refused: ["1A", "A-B", "A B", a(256)].map(variableName),
  },
  "service.variables.<name>": text(
    "text of at most 4096 characters, in quotes if it looks like a number",
    ["", a(4096), "two\nlines"],
    [a(4097)],
  ),
  "service.migrationCommand": words([null]),
  "service.migrationCommand[]": word,
  "service.execEnabled": flag,
  "service.permissions": {
    accepted: [[]],
    refused: list(7, 0).refused,
  },
  "service.permissions[].on": mode(["resources", "everything"], "everywhere"),
  "service.permissions[].sid": sid,
  "service.permissions[].actions": list("s3:GetObject", 1, ["s3:GetObject"]),
  "service.permissions[].actions[]": action,
  "service.permissions[].resources": list("arn:aws:s3:::shop", 1, ["arn:aws:s3:::shop"]),
  "service.permissions[].resources[]": resourceArn,
  "service.permissions[].reason": reason,
  "service.logRetentionDays": retention,
  "secrets.version": wholeNumber(1, 1_000_000, ""),
  "secrets.variables.<key>": { accepted: ["A"], refused: ["1A", "a.b", a(256)].map(variableName) },
  "secrets.variables.<name>.source": mode(["database", "generated", "arn"], "manual"),
  "secrets.variables.<name>.length": wholeNumber(32, 128, "characters"),
  "secrets.variables.<name>.arn": text(
    "the whole ARN of a Secrets Manager secret (with its 6 last characters) or of an SSM parameter",
    ["arn:aws:secretsmanager:us-east-1:111111111111:secret:a/b-a1B2c3"],
    [
      "payments",
      "arn:aws:secretsmanager:us-east-1:111111111111:secret:a",
      "arn:aws:ssm:us-east-1:1:parameter/a",
    ],
  ),
  "secrets.variables.<name>.jsonKey": text(
    "a key of 1 to 256 characters without : or spaces, or null",
    ["k", a(256)],
    ["", a(257), "a:b", "a b"],
  ),
  "secrets.variables.<name>.kmsKeyArn": text(
    "an ARN such as arn:aws:kms:us-east-1:111111111111:key/0000-…",
    [kmsKey],
    ["alias/shop", "arn:aws:kms:us-east-1:111111111111:alias/shop"],
  ),
  "database.mode": mode(["create", "existing", "none"], "no"),
  "database.engineVersion": {
    accepted: ["14", "15", "16", "17", "18"],
    refused: [
      ["13", 'must be one of "14", "15", "16", "17", "18", got "13"'],
      ["17.2", 'must be one of "14", "15", "16", "17", "18", got "17.2"'],
      [17, 'must be one of "14", "15", "16", "17", "18", got 17'],
    ],
  },
  "database.instanceClass": text(
    "an RDS instance class, such as db.t4g.medium",
    ["db.r7g.16xlarge", "db.t4g.micro", "db.m6i.xlarge"],
    ["t4g.medium", "db.t4g", "db.t4g.medium.x", "db.t4g.gigantic", "db.m6i.0xlarge"],
  ),
  "database.storageGiB": wholeNumber(20, 65_536, "GiB", [20]),
  "database.maxStorageGiB": wholeNumber(22, 65_536, "GiB", [55, 65_536]),
  "database.multiAz": flag,
  "database.backupRetentionDays": wholeNumber(1, 35, "days"),
  "database.backupWindow": text(
    "a daily window in UTC, such as 03:00-04:00",
    ["00:00-00:30"],
    ["3:00-4:00", "24:00-01:00", "03:00", "03:60-04:00"],
  ),
  "database.maintenanceWindow": text(
    "a weekly window in UTC, such as sun:05:00-sun:06:00",
    ["sat:23:45-sun:00:15"],
    ["05:00-06:00", "Sun:05:00-Sun:06:00", "sun:05:00-sun:24:00"],
  ),
  "database.applyImmediately": flag,
  "database.name": sqlName("a database name"),
  "database.username": sqlName("a user name"),
  "database.logRetentionDays": retention,
  "database.securityGroupId": ec2Id("sg"),
  "database.port": wholeNumber(1, 65_535, ""),
  "database.instanceIdentifier": text(
    "an instance identifier: 1 to 63 lower-case letters, digits and single hyphens",
    ["a", "shared-2", a(63)],
    ["", a(64), "Shared", "2shared", "-shared", "shared-", "sha--red", "shared_2"],
  ),
  "database.hostName": text(
    "a host name in lower case, such as shared.abc123.us-east-1.rds.amazonaws.com",
    ["db.example.gov", "shared-2.abc123.us-east-1.rds.amazonaws.com"],
    ["", "db", "Db.example.gov", "db.example.gov:5432", "-db.example.gov", "db..gov", "{{ host }}"],
  ),
  "database.addIngressRule": flag,
  "database.drill.mode": mode(["none", "command"], "tables", "command"),
  "database.drill.command": words([], ""),
  "database.drill.command[]": word,
  "database.drill.variable": {
    accepted: ["A", "_a1", a(255)],
    refused: ["1A", "A-B", "", a(256)].map(variableName),
  },
  "database.drill.limitSeconds": wholeNumber(30, 7200, "seconds"),
  "database.restored.identifier": restoredIdentifier,
  "database.restored.insteadOf": {
    accepted: [["shop-dev"], ["shop-dev", "shop-dev-friday"]],
    refused: list("shop-dev", 1).refused,
  },
  "database.restored.insteadOf[]": {
    ...restoredIdentifier,
    accepted: ["shop-dev", "shop-dev-friday"],
  },
  "delivery.trigger": oneOf(["scan", "pipeline"], "push"),
  "delivery.scanning": oneOf(["basic", "enhanced"], "inspector"),
  ...Object.fromEntries(
    ["critical", "high", "medium", "low", "informational", "undefined"].map((severity) => [
      `delivery.allowedFindings.${severity}`,
      allowance,
    ]),
  ),
  "delivery.waivers": {
    accepted: [[]],
    refused: list("CVE-2026-0001", 0).refused,
  },
  "delivery.waivers[].cve": text(
    "a finding's name of 4 to 64 characters as the scanner spells it, such as CVE-2026-12345",
    ["CVE-2026-12345", "GHSA-xxxx-yyyy-zzzz", "ABCD", `C${a(63)}`],
    ["CVE", `C${a(64)}`, "CVE 2026 12345", "*", ""],
  ),
  "delivery.waivers[].reason": reason,
  "delivery.waivers[].expires": text(
    "a day such as 2026-12-31",
    ["2026-12-31", "2028-02-29"],
    ["2026-02-29", "2026-13-01", "31.12.2026", "2026-12-31T00:00:00Z", "soon"],
  ),
  "delivery.tolerate.known": flag,
  // With basic scanning these must be off: see rules/delivery.test.ts.
  "delivery.tolerate.unfixable": flag,
  "delivery.tolerate.graceDays": wholeNumber(0, 30, "days"),
  // More than 0 only with access.waivers: see rules/delivery.test.ts.
  "delivery.runtimeWaivers.maxDays": wholeNumber(0, 90, "days", [1, 90]),
  "delivery.dailyLook": flag,
  "delivery.windows.mode": mode(["any", "weekly"], "never", "weekly"),
  "delivery.windows.periods": {
    accepted: [[{ days: ["sun"], from: "08:00", to: "16:00" }]],
    refused: list("sun", 1, ["sun"]).refused,
  },
  "delivery.windows.periods[].days": {
    accepted: [["sat"], ["sun", "sat"]],
    refused: [...list("sun", 1, ["sun"]).refused, ...twice("sun")],
  },
  "delivery.windows.periods[].days[]": oneOf(
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "monday",
  ),
  "delivery.windows.periods[].from": text(
    "a time such as 08:00",
    ["00:00", "09:59", "23:59"],
    ["24:00", "8:00", "08:60", "08:00:00", "08:00Z", ""],
  ),
  "delivery.windows.periods[].to": text(
    "a time such as 16:00, or 24:00 for midnight",
    ["00:00", "09:59", "23:59", "24:00"],
    ["24:01", "25:00", "8:00", "08:60", ""],
  ),
  "delivery.countedTags": {
    accepted: [["main-*"], ["*", "v1.0"]],
    refused: [...list("main-*", 1, ["main-*"]).refused, ...twice("main-*")],
  },
  "delivery.countedTags[]": text(
    "a tag of at most 128 characters, in which * stands for any characters",
    ["*", "a", a(128), "v1.*-rc_1"],
    ["", a(129), "a b", "-a", ".a", "main/*"],
  ),
  "delivery.reconcileMinutes": wholeNumber(5, 1440, "minutes"),
  ...Object.fromEntries(
    ["scan", "migration", "rollout"].flatMap((wait) => [
      // With the longest rollout one has to look less often: see rules/delivery.test.ts.
      [`delivery.${wait}.limitSeconds`, wholeNumber(60, 7200, "seconds", [60, 6000])],
      [`delivery.${wait}.pollSeconds`, wholeNumber(5, 60, "seconds")],
    ]),
  ),
  "delivery.migration.snapshot.mode": mode(["always", "never"], "branch"),
  "delivery.migration.snapshot.limitSeconds": wholeNumber(60, 7200, "seconds"),
  "delivery.migration.snapshot.keep": wholeNumber(1, 50, ""),
  "delivery.migration.snapshot.unencrypted.mode": mode(["refuse", "accept"], "branch", "accept"),
  "delivery.migration.snapshot.unencrypted.reason": reason,
  "delivery.migration.snapshot.reason": reason,
  ...subscribers("delivery.subscribers"),
  "monitoring.runbookUrl": text(
    "an address without a # that begins with https://, such as https://github.com/example-gov/slipway/blob/main/docs/runbook.md",
    ["https://git.example.gov/runbook", `https://${a(300)}`],
    ["http://git.example.gov/", "https://git.example.gov/#down", "https://a", `https://${a(301)}`],
  ),
  ...subscribers("monitoring.pages"),
  ...subscribers("monitoring.mails"),
  "monitoring.requests.countMin": wholeNumber(1, 100_000, "requests"),
  "monitoring.requests.errorPercent": wholeNumber(1, 100, "percent"),
  "monitoring.requests.latencyMilliseconds": wholeNumber(50, 60_000, "milliseconds"),
  // With a rollout that lasts long enough: see rules/monitored-database.test.ts.
  "monitoring.requests.rollBack": flag,
  "monitoring.tasks.cpuPercent": wholeNumber(10, 100, "percent"),
  "monitoring.tasks.memoryPercent": wholeNumber(10, 100, "percent"),
  // Within a tenth of the storage: see rules/monitored-database.test.ts.
  "monitoring.database.freeStorageGiB": wholeNumber(1, 6553, "GiB", [1, 5]),
  "monitoring.database.freeMemoryPercent": wholeNumber(1, 50, "percent"),
  "monitoring.database.cpuPercent": wholeNumber(10, 100, "percent"),
  "monitoring.database.connectionsPercent": wholeNumber(10, 100, "percent"),
  // Before ACM renews its own: see rules/monitored-database.test.ts.
  "monitoring.certificateDays": wholeNumber(1, 90, "days", [1, 44]),
  "promotion.source.mode": mode(["none", "environment"], "branch"),
  "promotion.source.name": text(
    "the name of another environment file without .yaml",
    ["shop-prod"],
    ["", "Shop", "shop-prod.yaml"],
  ),
  "promotion.source.account": text(
    'an AWS account id: 12 digits in quotes, such as "111111111111"',
    ["999999999999"],
    ["11111111111", "1111111111111"],
  ),
  "promotion.source.region": region,
  "promotion.source.repository": text(
    "a repository name of 2 to 256 characters, such as shop/api",
    ["shop/prod"],
    ["a", "Shop/api"],
  ),
  "promotion.source.evidenceMaxAgeHours": wholeNumber(1, 720, "hours"),
  "promotion.testCommand": words([]), // null only without a tester: see rules/tester-tests.test.ts
  "promotion.testCommand[]": word,
  "access.developers.mode": mode(["none", "push"], "pull", "push"),
  "access.developers.groups": list("ops", 0),
  "access.developers.groups[]": iamName("an IAM group"),
  "access.developers.roles": list("ops", 0),
  "access.developers.roles[]": iamName("an IAM role"),
  "access.tester.mode": mode(["none", "role"], "user", "role"),
  "access.tester.trustedArns": trustedArns,
  "access.tester.trustedArns[]": principal,
  "access.waivers.mode": mode(["none", "role"], "user", "role"),
  "access.waivers.trustedArns": trustedArns,
  "access.waivers.trustedArns[]": principal,
  "access.promoter.mode": mode(["none", "role"], "user"),
  "access.promoter.trustedArns": trustedArns,
  "access.promoter.trustedArns[]": principal,
  "access.operators.mode": mode(["none", "role"], "user", "role"),
  "access.operators.trustedArns": trustedArns,
  "access.operators.trustedArns[]": principal,
  "access.databaseClients.mode": mode(["none", "role"], "user", "role"),
  "access.databaseClients.trustedArns": trustedArns,
  "access.databaseClients.trustedArns[]": principal,
  "access.publishers.mode": mode(["none", "role"], "user", "role"),
  "access.publishers.trustedArns": trustedArns,
  "access.publishers.trustedArns[]": principal,
  "access.planners.mode": mode(["none", "role"], "user", "role"),
  "access.planners.trustedArns": trustedArns,
  "access.planners.trustedArns[]": principal,
  "access.appliers.mode": mode(["none", "role"], "user", "role"),
  "access.appliers.trustedArns": trustedArns,
  "access.appliers.trustedArns[]": principal,
  "access.restorers.mode": mode(["none", "role"], "user", "role"),
  "access.restorers.trustedArns": trustedArns,
  "access.restorers.trustedArns[]": principal,
  "access.taskRunners.mode": mode(["none", "role"], "user", "role"),
  "access.taskRunners.trustedArns": trustedArns,
  "access.taskRunners.trustedArns[]": principal,
  "access.vpn.mode": mode(["existing", "clientVpn"], "none", "clientVpn"),
  "access.vpn.clientCidr": { ...cidr, accepted: ["10.100.0.0/22", "172.16.0.0/12"] },
  "access.vpn.zones": oneOf(["one", "perZone"], "two"),
  "access.vpn.serverCertificateArn": certificateArn,
  "access.vpn.authentication.type": mode(["saml", "certificate"], "password"),
  "access.vpn.authentication.providerArn": samlProvider,
  "access.vpn.authentication.portalProviderArn": {
    accepted: [null, ...samlProvider.accepted],
    refused: samlProvider.refused,
  },
  "access.vpn.authentication.groups": list("developers", 1, ["developers"]),
  "access.vpn.authentication.groups[]": text(
    "a group's id, 1 to 128 letters, digits, spaces and +=,.@:-_",
    ["90676a1b-1234-4abc-8def-0123456789ab", "Team of A", a(128)],
    ["", " a", "a*", "${a}", a(129)],
  ),
  "access.vpn.authentication.clientCertificateArn": certificateArn,
  "access.vpn.sessionHours": oneOf([8, 10, 12, 24], 9),
  "access.vpn.banner": {
    accepted: [null, a(1400), "two\nlines"],
    refused: text("a text of 1 to 1400 characters, or null", [], ["", a(1401)]).refused,
  },
  "access.vpn.logRetentionDays": retention,
  "access.promotionReaders": list("arn:aws:iam::222222222222:role/shop-prod-promoter", 0),
  "access.promotionReaders[]": principal,
  "access.permissionsBoundaryArn": text(
    "the ARN of an IAM policy, such as arn:aws:iam::111111111111:policy/boundary",
    ["arn:aws:iam::111111111111:policy/team/boundary", "arn:aws:iam::aws:policy/PowerUserAccess"],
    ["boundary", "arn:aws:iam::111111111111:role/boundary", "arn:aws:iam::111111111111:policy/"],
  ),
  "access.iamPath": text(
    "a path that begins and ends with /, such as /slipway/",
    ["/slipway/", "/a/b.c/", `/${a(64)}/`],
    ["/", "slipway", "/slipway", "slipway/", "//", `/${a(65)}/`, "/a b/"],
  ),
  "access.github.mode": mode(["none", "oidc"], "keys", "oidc"),
  "access.github.provider": oneOf(["create", "existing"], "none"),
  "access.github.deploy.mode": mode(["none", "role"], "user", "role"),
  "access.github.deploy.repository": githubRepository,
  "access.github.deploy.subject.form": mode(["names", "ids", "both"], "name"),
  "access.github.deploy.subject.ownerId": githubId,
  "access.github.deploy.subject.repositoryId": githubId,
  "access.github.deploy.environment": githubEnvironment,
  "access.github.terraform.mode": mode(["none", "roles"], "role", "roles"),
  "access.github.terraform.repository": githubRepository,
  "access.github.terraform.subject.form": mode(["names", "ids", "both"], "name"),
  "access.github.terraform.subject.ownerId": githubId,
  "access.github.terraform.subject.repositoryId": githubId,
  "access.github.terraform.planEnvironment": githubEnvironment,
  "access.github.terraform.applyEnvironment": githubEnvironment,
};
