import { isGovCloud } from "../../base/arns";
import { databaseIdentifierOf } from "../../config/delivery-of";
import { githubIssuer, namesOf } from "../../contract/names";
import {
  type Answer,
  fine,
  isMissing,
  type Look,
  note,
  unknown,
  withoutQuota,
  wrong,
} from "./look";
import { networkCounts } from "./own-network";

const stateBucket: Look = {
  subject: "State",
  actions: ["s3:ListBucket", "s3:GetBucketVersioning"],
  async run({ environment, config }) {
    const { GetBucketVersioningCommand, HeadBucketCommand, S3Client } = await import(
      "@aws-sdk/client-s3"
    );
    const { account, state } = environment;
    const client = new S3Client({ ...config, region: state.region, forcePathStyle: true });
    try {
      await client.send(
        new HeadBucketCommand({ Bucket: state.bucket, ExpectedBucketOwner: account }),
      );
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata
        ?.httpStatusCode;
      if (status === 404 || isMissing(error)) {
        return [
          wrong(
            `${state.bucket} does not exist`,
            `make it once for the account: npx cdktf apply state-${account}`,
          ),
        ];
      }
      if (status === 301) {
        return [wrong(`${state.bucket} is in another region`, "correct state.region")];
      }
      if (status === 403) {
        return [
          unknown(
            `${state.bucket} is there, but AWS does not let this role read it, or it belongs to another account`,
            "use a role that may, such as the environment's plan role; if the name is another's, choose another in state.bucket",
          ),
        ];
      }
      throw error;
    }
    const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: state.bucket }));
    return [
      Status === "Enabled"
        ? fine(state.bucket)
        : wrong(
            `${state.bucket} keeps no earlier versions`,
            `a state that is overwritten is lost: npx cdktf apply state-${account}`,
          ),
    ];
  },
};

const scanning: Look = {
  subject: "Scanning",
  actions: ["ecr:GetRegistryScanningConfiguration"],
  async run({ environment, config }) {
    const { ECRClient, GetRegistryScanningConfigurationCommand } = await import(
      "@aws-sdk/client-ecr"
    );
    const { scanningConfiguration } = await new ECRClient(config).send(
      new GetRegistryScanningConfigurationCommand({}),
    );
    const type = scanningConfiguration?.scanType?.toLowerCase() ?? "";
    const expected = environment.delivery.scanning;
    if (type !== expected) {
      return [
        wrong(
          `the registry scans ${type || "nothing"}, and the file says ${expected}`,
          `every image would wait for a scan that never comes: write delivery.scanning: ${type || "basic"}, or change the registry's for all its repositories`,
        ),
      ];
    }
    if (expected === "basic") return [fine("basic")];
    const { name } = environment.repository;
    const rules = scanningConfiguration?.rules ?? [];
    const matches = rules.some(({ repositoryFilters = [], scanFrequency }) =>
      repositoryFilters.some(
        ({ filter = "" }) => scanFrequency !== "MANUAL" && matchesFilter(filter, name),
      ),
    );
    return [
      matches
        ? fine("enhanced, with a rule for the repository")
        : wrong(
            `enhanced, but no rule of the registry scans ${name}`,
            "add a rule to the registry's scanning configuration whose filter matches it",
          ),
    ];
  },
};

function matchesFilter(filter: string, name: string): boolean {
  const pattern = filter.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${pattern}$`).test(name);
}

const githubProvider: Look = {
  subject: "GitHub",
  actions: ["iam:ListOpenIDConnectProviders"],
  async run({ environment, config }) {
    const { github } = environment.access;
    if (github.mode === "none") return [];
    const { IAMClient, ListOpenIDConnectProvidersCommand } = await import("@aws-sdk/client-iam");
    const { OpenIDConnectProviderList = [] } = await new IAMClient(config).send(
      new ListOpenIDConnectProvidersCommand({}),
    );
    const isThere = OpenIDConnectProviderList.some(({ Arn }) => Arn?.endsWith(`/${githubIssuer}`));
    if (isThere === (github.provider === "existing")) {
      return [fine(isThere ? "the identity provider is there" : "the identity provider is made")];
    }
    return [
      isThere
        ? unknown(
            `the account has the identity provider ${githubIssuer}, and the file makes one`,
            "fine if this environment made it; else write access.github.provider: existing, since an account has one",
          )
        : wrong(
            `the account has no identity provider ${githubIssuer}`,
            "write access.github.provider: create in one file of the account",
          ),
    ];
  },
};

const quotas: Look = {
  subject: "Quotas",
  actions: [
    "servicequotas:GetServiceQuota",
    "elasticloadbalancing:DescribeLoadBalancers",
    "rds:DescribeDBInstances",
    "ec2:DescribeAddresses",
    "ec2:DescribeVpcs",
  ],
  async run({ environment, config }) {
    const { service, loadBalancer, database } = environment;
    const names = namesOf(environment);
    const databaseIdentifier = databaseIdentifierOf(environment);
    const network = await networkCounts(environment, config);
    // A rollout runs the new tasks beside the old ones.
    const vcpus = (service.tasksMax * 2 * service.cpuUnits) / 1024;
    return [
      compared("Fargate vCPUs", vcpus, await quota("fargate", "L-3032A538")),
      ...(loadBalancer.mode === "create"
        ? [
            compared(
              "load balancers",
              (await otherLoadBalancers()) + 1,
              await quota("elasticloadbalancing", "L-53DA6B97"),
            ),
          ]
        : []),
      ...(database.mode === "create"
        ? [compared("databases", (await otherDatabases()) + 1, await quota("rds", "L-7B6409FD"))]
        : []),
      ...(network ? [compared("VPCs", network.vpcs, await quota("vpc", "L-F678F1CE"))] : []),
      ...(network && network.addresses > 0
        ? [compared("elastic IPs", network.addresses, await quota("ec2", "L-0263D0A3"))]
        : []),
    ];

    async function quota(ServiceCode: string, QuotaCode: string): Promise<number | undefined> {
      const { GetServiceQuotaCommand, ServiceQuotasClient } = await import(
        "@aws-sdk/client-service-quotas"
      );
      const { Quota } = await new ServiceQuotasClient(config).send(
        new GetServiceQuotaCommand({ ServiceCode, QuotaCode }),
      );
      return Quota?.Value;
    }

    /** Without the environment's own, which is there already once it was applied. */
    async function otherLoadBalancers(): Promise<number> {
      const { ElasticLoadBalancingV2Client, paginateDescribeLoadBalancers } = await import(
        "@aws-sdk/client-elastic-load-balancing-v2"
      );
      const client = new ElasticLoadBalancingV2Client(config);
      let count = 0;
      for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, {})) {
        count += LoadBalancers.filter(
          ({ Type, LoadBalancerName }) =>
            Type === "application" && LoadBalancerName !== names.loadBalancer,
        ).length;
      }
      return count;
    }

    async function otherDatabases(): Promise<number> {
      const { paginateDescribeDBInstances, RDSClient } = await import("@aws-sdk/client-rds");
      const client = new RDSClient(config);
      let count = 0;
      for await (const { DBInstances = [] } of paginateDescribeDBInstances({ client }, {})) {
        count += DBInstances.filter(
          ({ DBInstanceIdentifier }) => DBInstanceIdentifier !== databaseIdentifier,
        ).length;
      }
      return count;
    }
  },
};

function compared(what: string, needed: number, allowed: number | undefined): Answer {
  if (allowed === undefined) return withoutQuota(what);
  if (needed <= allowed) return fine(`${needed} of ${allowed} ${what}`);
  return wrong(
    `${needed} ${what} would be needed, and the account may have ${allowed}`,
    "ask for more in the console, Service Quotas; it takes hours to days",
  );
}

const fargateFips: Look = {
  subject: "FIPS",
  actions: ["ecs:ListAccountSettings"],
  async run({ environment, config }) {
    const { account, loadBalancer, region, service, state } = environment;
    const asked = loadBalancer.mode === "create" && loadBalancer.tlsPolicy === "fips";
    // Elsewhere Fargate has no such mode.
    if (!isGovCloud(region) || !(asked || state.fargateFips !== undefined)) return [];
    const { ECSClient, ListAccountSettingsCommand } = await import("@aws-sdk/client-ecs");
    const { settings = [] } = await new ECSClient(config).send(
      new ListAccountSettingsCommand({ name: "fargateFIPSMode", effectiveSettings: true }),
    );
    const on = settings.some(
      ({ name, value }) => name === "fargateFIPSMode" && /^(enabled|on)$/.test(value ?? ""),
    );
    if (on && service.architecture !== "X86_64") {
      return [
        wrong(
          `the account's Fargate tasks use FIPS 140 cryptography, and those of ${service.architecture} cannot`,
          "build the image for X86_64",
        ),
      ];
    }
    if (on) return [fine("the account's Fargate tasks use FIPS 140 cryptography")];
    if (state.fargateFips) {
      return [
        wrong(
          "the file turns Fargate's FIPS mode on, and the account has it off",
          `apply the account's own stack: npx cdktf apply state-${account}`,
        ),
      ];
    }
    return [
      note(
        `TLS is FIPS at the load balancer, and the account's Fargate tasks are not${state.fargateFips === false ? ", as the file says" : ""}`,
        "if tasks must be too, write state.fargateFips: true in the account's files",
      ),
    ];
  },
};

/** What the whole account has or allows. */
export const accountLooks: readonly Look[] = [
  stateBucket,
  scanning,
  githubProvider,
  quotas,
  fargateFips,
];
