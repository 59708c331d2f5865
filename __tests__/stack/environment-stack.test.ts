import { expect, test } from "vitest";
import { rules } from "../../src/config/rules";
import { terraformJson } from "../../src/stack/terraform-json";
import { exampleEnvironment } from "../support/example-environment";
import { exampleWith } from "../support/example-with";
import { dualStackEnvironment, fourthEnvironment } from "../support/fourth-environment";
import { violations } from "../support/invariants";
import { namedEnvironments } from "../support/named-environments";
import { synthesizeEnvironment } from "../support/synth";

const environments = [
  ...namedEnvironments,
  { name: "dualstack", environment: dualStackEnvironment() },
];

test.each(environments)("$name keeps every promise", ({ environment }) => {
  expect(violations(synthesizeEnvironment(environment), environment)).toEqual([]);
});

test.each(environments)("$name becomes the same bytes each time", ({ environment }) => {
  const [once, again] = [terraformJson(environment), terraformJson(environment)];
  expect(JSON.stringify(again)).toBe(JSON.stringify(once));
});

test("the made-up environments would pass the check of files, so they are no cheat", () => {
  for (const environment of [fourthEnvironment(), dualStackEnvironment()]) {
    expect(rules.flatMap((rule) => rule(environment))).toEqual([]);
  }
});

test("environments with the same choices have the same addresses, whatever their values", () => {
  const [dev, prod] = ["eec-dev", "eec-prod"].map((name) =>
    environments.find((environment) => environment.name === name),
  );
  const addresses = (found: typeof dev) =>
    synthesizeEnvironment(found?.environment ?? exampleEnvironment())
      .addresses()
      .filter((address) => !address.startsWith("aws_vpc_security_group_")); // named after the addresses they admit
  // What dev's and production's files choose differently: a shell in a task, and who pushes, tests and promotes.
  const chosen =
    /\.(service_task_role_exec_policy|access_(developers|tester|promotion_reader|promoter).*)$/;
  const common = (found: typeof dev) => addresses(found).filter((address) => !chosen.test(address));

  expect(common(dev)).toEqual(common(prod));
});

test("an existing load balancer, cluster and no database leave out exactly those", () => {
  const types = (list: string[]) => new Set(list.map((address) => address.split(".")[0]));
  const all = types(synthesizeEnvironment(exampleEnvironment()).addresses());
  const fourth = types(synthesizeEnvironment(fourthEnvironment()).addresses());

  expect([...all].filter((type) => !fourth.has(type)).sort()).toEqual([
    "aws_acm_certificate",
    "aws_acm_certificate_validation",
    "aws_db_instance",
    "aws_db_parameter_group",
    "aws_db_subnet_group",
    "aws_ecs_cluster",
    "aws_iam_group_policy_attachment",
    "aws_iam_policy",
    "aws_iam_role_policy_attachment",
    "aws_lb",
    "aws_lb_listener",
    "aws_s3_bucket",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_version",
    "terraform_data",
  ]);
  expect([...fourth].filter((type) => !all.has(type))).toEqual(["aws_lb_listener_certificate"]);
});

test("a plan can reach no account but the file's, and its state is locked and encrypted with the state's key", () => {
  const { json } = synthesizeEnvironment(exampleEnvironment());
  expect(json["provider"]).toMatchObject({
    aws: [{ region: "us-east-1", allowed_account_ids: ["111111111111"] }],
  });
  expect(json["terraform"]).toMatchObject({
    backend: {
      s3: {
        bucket: "shop-terraform-state-111111111111",
        key: "shop-dev/terraform.tfstate",
        region: "us-east-1",
        encrypt: true,
        kms_key_id: "arn:aws:kms:us-east-1:111111111111:alias/terraform-state",
        use_lockfile: true,
        allowed_account_ids: ["111111111111"],
      },
    },
  });
});

test("gives people and pipelines what they need, and nothing that a release changes", () => {
  expect(synthesizeEnvironment(exampleEnvironment()).json["output"]).toEqual({
    url: { value: "https://shop.dev.example.gov" },
    ecr_repo_uri: { value: "${aws_ecr_repository.images.repository_url}" },
    ecs_cluster: { value: "${aws_ecs_cluster.cluster.name}" },
    ecs_service: { value: "shop-dev" },
    task_definition: { value: "shop-dev" },
    image_parameter: { value: "${aws_ssm_parameter.image.name}" },
    log_group: { value: "/slipway/shop-dev/app" },
  });
});

test("a file cannot smuggle an expression into Terraform", () => {
  const environment = exampleWith({
    "service.variables": { BANNER: '${file("/etc/passwd")} %{ if true }' },
    "service.healthCheck.path": "/${path.cwd}",
  });
  const text = synthesizeEnvironment(environment).text();
  expect(text).toContain("$${file(");
  expect(text).toContain("%%{ if true }");
  expect(text).toContain('"path":"/$${path.cwd}"');
});

test("a rotation changes every secret's version number and the database's, together", () => {
  const versions = (version: number) => {
    const synthesized = synthesizeEnvironment(exampleWith({ "secrets.version": version }));
    return [
      ...Object.values(synthesized.all("aws_secretsmanager_secret_version")).map(
        (secret) => secret["secret_string_wo_version"],
      ),
      synthesized.only("aws_db_instance")["password_wo_version"],
    ];
  };
  expect(versions(1)).toEqual([1, 1, 1, 1]);
  expect(versions(2)).toEqual([2, 2, 2, 2]);
});

test("no plan is made where a cluster that others own is to record sessions in a log group that is not there", () => {
  const { json } = synthesizeEnvironment(fourthEnvironment());
  expect(json.data?.["aws_cloudwatch_log_group"]).toMatchObject({
    exec_records: { name: "/shared/exec" },
  });
  const unrecorded = exampleWith({
    cluster: {
      mode: "existing",
      name: "shared",
      execRecords: { mode: "none", reason: "Nothing but test data." },
    },
    "service.execEnabled": true,
  });
  expect(synthesizeEnvironment(unrecorded).json.data).not.toHaveProperty(
    "aws_cloudwatch_log_group",
  );
});
