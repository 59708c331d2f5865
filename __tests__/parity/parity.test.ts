import { expect, test } from "vitest";
import { parse } from "yaml";
import { type Environment, environmentSchema } from "../../src/config/schema";
import { allSettings } from "../../src/config/setting";
import { parity as parityOf } from "../../src/parity/parity";
import { vpnSection } from "../support/client-vpn";
import { exampleEnvironment } from "../support/example-environment";
import { fixtureEnvironment, fixtureEnvironments } from "../support/fixture-environments";
import { cdnSection } from "../support/frontend";
import { otherModesText } from "../support/other-modes";
import { existingNetwork } from "../support/own-network";
import { stackOnce } from "../support/stack-once";

const parity = (here: Environment, there: Environment) => parityOf(here, there, stackOnce);

const prod = () => fixtureEnvironment("eec-prod");
const dev = (change: (environment: Environment) => void = () => {}) => {
  const environment = fixtureEnvironment("eec-dev");
  change(environment);
  return environment;
};

test("an environment that mirrors another equals it but for what it declares", () => {
  const mirroring = fixtureEnvironments().filter(({ environment }) => environment.mirrors);

  expect(mirroring.map(({ name }) => name)).toEqual(["eec-dev"]);
  for (const { environment } of mirroring) {
    expect(parity(environment, fixtureEnvironment(environment.mirrors ?? ""))).toMatchObject({
      holds: true,
      stale: [],
      undeclared: [],
      attributes: [],
    });
  }
});

test("shows each declared difference with both values and the reason", () => {
  expect(parity(dev(), prod()).declared).toContainEqual({
    setting: "service.tasksMin",
    here: 1,
    there: 2,
    because: "One task is enough for dev; production survives the loss of a zone.",
  });
});

test("holds where dev alone has a VPN and declares it, and not where it does not", () => {
  const withVpn = (declared: boolean) =>
    parity(
      dev((environment) => {
        environment.access.vpn = vpnSection();
        if (declared) {
          const because = "People reach dev through a VPN, and production from the Internet.";
          environment.differences.push({ setting: "access.vpn", because });
        }
      }),
      prod(),
    );
  expect(withVpn(true)).toMatchObject({ holds: true, stale: [], undeclared: [], attributes: [] });
  expect(withVpn(false).holds).toBe(false);
});

test("holds where dev alone has a distribution and declares it, and not where it does not", () => {
  const withDistribution = (declared: boolean) =>
    parity(
      dev((environment) => {
        environment.frontend = cdnSection();
        if (declared) {
          const because =
            "Pages come from a CDN in dev first, and in production when it has proved itself.";
          environment.differences.push({ setting: "frontend", because });
        }
      }),
      prod(),
    );
  expect(withDistribution(true)).toMatchObject({ holds: true, stale: [], undeclared: [] });
  expect(withDistribution(false)).toMatchObject({
    holds: false,
    undeclared: [{ setting: "frontend", here: cdnSection(), there: undefined }],
  });
});

test("refuses a setting that differs without a declaration, and names the attribute it changes", () => {
  const result = parity(
    dev((environment) => {
      environment.service.scaling.cpuPercent = 50;
    }),
    prod(),
  );

  expect(result.holds).toBe(false);
  expect(result.undeclared).toEqual([
    { setting: "service.scaling.cpuPercent", here: 50, there: 60 },
  ]);
  expect(result.attributes).toEqual([
    {
      where:
        "aws_appautoscaling_policy.service_scaling_cpu: target_tracking_scaling_policy_configuration.target_value",
      here: 50,
      there: 60,
    },
  ]);
});

test("refuses a declaration whose values have become equal", () => {
  const result = parity(
    dev((environment) => {
      environment.service.tasksMax = 6;
    }),
    prod(),
  );

  expect(result.holds).toBe(false);
  expect(result.stale.map(({ setting }) => setting)).toEqual(["service.tasksMax"]);
  expect(result.attributes).toEqual([]);
});

test("refuses a resource that only one of them has, named by its address", () => {
  const result = parity(
    dev((environment) => {
      environment.secrets.variables["EXTRA"] = { source: "generated", length: 32 };
    }),
    prod(),
  );

  expect(result.holds).toBe(false);
  expect(result.attributes.map(({ where }) => where)).toContain(
    "aws_secretsmanager_secret.secret_EXTRA",
  );
});

test("refuses another mode of a section that is not declared", () => {
  const result = parity(
    dev((environment) => {
      environment.cluster = { mode: "existing", name: "shared" };
    }),
    prod(),
  );

  expect(result.holds).toBe(false);
  expect(result.undeclared.map(({ setting }) => setting)).toContain("cluster.mode");
  expect(result.attributes.map(({ where }) => where)).toContain("aws_ecs_cluster.cluster");
});

test("identity never needs a declaration: another account, VPC, name and repository are not differences", () => {
  const result = parity(
    dev((environment) => {
      environment.account = "444444444444";
      existingNetwork(environment).vpcId = "vpc-0fffffffffffffff0";
      environment.domain.hostName = "other.example.gov";
      environment.repository.name = "other/dev";
    }),
    prod(),
  );

  expect(result.holds).toBe(true);
});

test("a database that was restored, here or there, is no difference", () => {
  const here = dev((environment) => {
    if (environment.database.mode !== "create") throw new Error("dev makes its database");
    environment.database.restored = { identifier: "eec-dev-monday", insteadOf: ["eec-dev"] };
  });
  const there = prod();
  if (there.database.mode !== "create") throw new Error("prod makes its database");
  expect(parity(here, there).holds).toBe(true);
  there.database.restored = { identifier: "eec-prod-friday", insteadOf: ["eec-prod"] };
  expect(parity(here, there).holds).toBe(true);
  expect(parity(dev(), there).holds).toBe(true);
});

test("a section that exists only in the mirrored environment can be declared as a whole", () => {
  const mirrored = prod();
  const withoutDatabase = dev((environment) => {
    environment.database = { mode: "none" };
    delete environment.secrets.variables["DATABASE_URL"];
    environment.differences = [
      ...environment.differences.filter(({ setting }) => !setting.startsWith("database.")),
      { setting: "database", because: "This copy keeps nothing." },
      { setting: "secrets.variables.DATABASE_URL", because: "This copy keeps nothing." },
    ];
  });

  expect(parity(withoutDatabase, mirrored).undeclared).toEqual([]);
  expect(parity(withoutDatabase, mirrored).holds).toBe(true);
});

const role = (name: string) => `arn:aws:iam::222222222222:role/${name}`;

test.each([
  ["developers", { mode: "push", groups: ["g"], roles: [] }, { mode: "none" }],
  ["developers", { mode: "none" }, { mode: "push", groups: ["g"], roles: [] }],
  ["tester", { mode: "role", trustedArns: [role("tester")] }, { mode: "none" }],
  ["tester", { mode: "none" }, { mode: "role", trustedArns: [role("tester")] }],
  ["github", { mode: "none" }, undefined],
] as const)(
  "says in words that access.%s has another mode, %j here, where that is not declared",
  (section, mine, theirs) => {
    const form = (environment: Environment, value: object | undefined) => {
      if (value) Object.assign(environment.access, { [section]: value });
      environment.differences = environment.differences.filter(
        ({ setting }) => !setting.startsWith(`access.${section}`),
      );
      return environment;
    };
    const result = parity(form(dev(), mine), form(prod(), theirs));
    expect(result.holds).toBe(false);
    expect(result.undeclared).toEqual([
      {
        setting: `access.${section}.mode`,
        here: mine.mode,
        there: theirs?.mode ?? prod().access.github.mode,
      },
    ]);
  },
);

test("a declared mode without the rest of its section leaves the rest undeclared, in words", () => {
  const halfDeclared = dev((environment) => {
    environment.database = { mode: "none" };
    environment.differences = [
      ...environment.differences.filter(({ setting }) => !setting.startsWith("database.")),
      { setting: "database.mode", because: "This copy keeps nothing." },
    ];
  });
  const result = parity(halfDeclared, prod());
  expect(result.holds).toBe(false);
  expect(result.attributes).toEqual([]);
  expect(result.undeclared).toContainEqual({
    setting: "database.instanceClass",
    here: undefined,
    there: expect.anything(),
  });
});

test("a declared setting that needs an undeclared one is no stack trace: the undeclared one is named", () => {
  const result = parity(
    dev((environment) => {
      environment.database = { mode: "none" };
      delete environment.secrets.variables["DATABASE_URL"];
      environment.differences = [
        ...environment.differences.filter(({ setting }) => !setting.startsWith("database.")),
        { setting: "secrets.variables.DATABASE_URL", because: "This copy keeps nothing." },
      ];
    }),
    prod(),
  );
  expect(result).toMatchObject({
    holds: false,
    undeclared: [{ setting: "database.mode", here: "none", there: "create" }],
    attributes: [],
  });
});

const forms = allSettings().filter(
  ({ path, mode }) => mode?.key === path.at(-1) && !path.includes("*"),
);
const example = exampleEnvironment();
const others = environmentSchema.parse(parse(otherModesText));

test.each([...new Set(forms.map(({ path }) => path.join(".")))])(
  "no declaration of %s or its section brings the comparison of two environments with other forms down",
  (setting) => {
    const section = setting.split(".").slice(0, -1).join(".");
    for (const [here, there] of [
      [example, others],
      [others, example],
    ] as const) {
      for (const declared of [setting, section]) {
        const differences = [{ setting: declared, because: "It is so." }];
        const { holds, undeclared } = parity({ ...here, differences }, there);
        expect(holds).toBe(false);
        expect(undeclared.map((one) => one.setting)).not.toContain(declared);
      }
    }
  },
);
