import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  ECRClient,
  InitiateLayerUploadCommand,
  PutImageCommand,
  SetRepositoryPolicyCommand,
} from "@aws-sdk/client-ecr";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { beforeEach, expect, test } from "vitest";
import { describeWithEmulator } from "../../../support/emulator";
import { exampleWith, fromShopDev } from "../../../support/example-with";
import { type Synthesized, synthesizeEnvironment } from "../../../support/synth";
import { type Acting, identities, statementsOf, verdictOf } from "./support/identities";

const jenkins = "arn:aws:iam::111111111111:role/jenkins";
const dev = synthesizeEnvironment(exampleWith({ "repository.pushers": [] }));
const prod = synthesizeEnvironment(
  exampleWith({
    environment: "prod",
    "delivery.trigger": "pipeline",
    "repository.name": "shop/prod",
    "repository.pushers": [],
    "promotion.source": fromShopDev,
    "promotion.testCommand": null,
    access: {
      developers: { mode: "none" },
      tester: { mode: "none" },
      promoter: { mode: "role", trustedArns: [jenkins] },
      promotionReaders: [],
      github: {
        mode: "oidc",
        provider: "existing",
        deploy: { mode: "none" },
        terraform: {
          mode: "roles",
          repository: "example-gov/infrastructure",
          subject: { form: "names" },
          planEnvironment: "shop-prod-plan",
          applyEnvironment: "shop-prod",
        },
      },
    },
  }),
);
const trustOf = (made: Synthesized, role: string) =>
  made.resource(`aws_iam_role.access_${role}`)["assume_role_policy"] as string;

describeWithEmulator(
  "IAM, with the policies that Terraform writes,",
  (aws) => {
    const everything = [{ Effect: "Allow", Action: "*", Resource: "*" }];
    let of: ReturnType<typeof identities>;

    beforeEach(async () => {
      of = identities(aws());
      await of.role("jenkins", [
        { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::111111111111:role/*" },
      ]);
      await of.role("administrator", everything);
      await of.role("developer", statementsOf(dev, "access_developers"));
      await of.role("shop-dev-tester", statementsOf(dev, "access_tester"), trustOf(dev, "tester"));
      await of.role(
        "shop-prod-promoter",
        statementsOf(prod, "access_promoter"),
        trustOf(prod, "promoter"),
      );
      await of.role("shop-prod-delivery", statementsOf(prod, "delivery_role"));
      await of.role("shop-dev-github-deploy", statementsOf(dev, "access_github_deploy"));
      await of.role("shop-prod-plan", statementsOf(prod, "access_plan"));
      await of.role("shop-prod-apply", statementsOf(prod, "access_apply"));
      const ecr = new ECRClient(aws().clientConfig);
      const dynamodb = new DynamoDBClient(aws().clientConfig);
      for (const [environment, made] of Object.entries({ dev, prod })) {
        const repositoryName = `shop/${environment}`;
        await ecr.send(new CreateRepositoryCommand({ repositoryName }));
        const policyText = made.only("aws_ecr_repository_policy")["policy"] as string;
        await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
        await dynamodb.send(
          new CreateTableCommand({
            TableName: `shop-${environment}-delivery`,
            KeySchema: [
              { AttributeName: "kind", KeyType: "HASH" },
              { AttributeName: "id", KeyType: "RANGE" },
            ],
            AttributeDefinitions: [
              { AttributeName: "kind", AttributeType: "S" },
              { AttributeName: "id", AttributeType: "S" },
            ],
            BillingMode: "PAY_PER_REQUEST",
          }),
        );
      }
    });

    const imageIds = [{ imageTag: "main-1" }];
    /** What somebody may do with a repository, in the order upload, tag, delete, read. */
    async function verdictsOn(environment: string, who: Acting): Promise<string[]> {
      const ecr = new ECRClient(who);
      const repositoryName = `shop/${environment}`;
      return [
        await verdictOf(ecr.send(new InitiateLayerUploadCommand({ repositoryName }))),
        await verdictOf(ecr.send(new PutImageCommand({ repositoryName, imageManifest: "{}" }))),
        await verdictOf(ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }))),
        await verdictOf(ecr.send(new DescribeImagesCommand({ repositoryName }))),
      ];
    }
    const [yes, no] = ["allowed", "denied"] as const;

    // Uploads, tags, deletes and reads, in dev and in production.
    test.each([
      ["developer", [yes, yes, no, yes], [no, no, no, no]],
      ["shop-dev-tester", [no, no, no, yes], [no, no, no, no]],
      ["shop-prod-promoter", [no, no, no, yes], [yes, yes, no, yes]],
      ["shop-prod-delivery", [no, no, no, no], [no, yes, no, yes]],
      ["shop-dev-github-deploy", [yes, yes, no, yes], [no, no, no, no]],
      ["shop-prod-plan", [no, no, no, no], [no, no, no, no]],
      ["shop-prod-apply", [no, no, no, no], [no, no, no, no]],
      ["administrator", [yes, yes, yes, yes], [no, no, no, yes]],
    ])("lets %s do %j in dev's repository and %j in production's", async (name, inDev, inProd) => {
      const trusted = name === "shop-dev-tester" || name === "shop-prod-promoter";
      const who = await of.as(name, trusted ? await of.as("jenkins") : undefined);
      expect(await verdictsOn("dev", who)).toEqual(inDev);
      expect(await verdictsOn("prod", who)).toEqual(inProd);
    });

    test("lets production's repository be pulled from and governed as before, by whom its own policies let", async () => {
      const who = new ECRClient(await of.as("administrator"));
      const repositoryName = "shop/prod";
      expect(
        await verdictOf(who.send(new BatchGetImageCommand({ repositoryName, imageIds }))),
      ).toBe(yes);
      const policyText = prod.only("aws_ecr_repository_policy")["policy"] as string;
      const govern = new SetRepositoryPolicyCommand({ repositoryName, policyText });
      expect(await verdictOf(who.send(govern))).toBe(yes);
      const apply = new ECRClient(await of.as("shop-prod-apply"));
      expect(await verdictOf(apply.send(govern))).toBe(yes);
      const plan = new ECRClient(await of.as("shop-prod-plan"));
      expect(await verdictOf(plan.send(govern))).toBe(no);
    });

    test("lets Jenkins act as tester and promoter, and nobody else", async () => {
      const developer = await of.as("developer");
      for (const role of ["shop-dev-tester", "shop-prod-promoter"]) {
        expect(await verdictOf(of.as(role, await of.as("jenkins")))).toBe(yes);
        expect(await verdictOf(of.as(role, developer))).toBe(no);
        expect(await verdictOf(of.as(role, await of.as("administrator")))).toBe(no);
      }
    });

    const put = (table: string, kind: string) =>
      new PutItemCommand({ TableName: table, Item: { kind: { S: kind }, id: { S: "sha256:a" } } });
    const get = (table: string, kind: string) =>
      new GetItemCommand({ TableName: table, Key: { kind: { S: kind }, id: { S: "sha256:a" } } });
    const writes = async (name: string, from: string | undefined, table: string) => {
      const who = await of.as(name, from === undefined ? undefined : await of.as(from));
      const dynamodb = new DynamoDBClient(who);
      const kinds = ["evidence", "promotion", "decision", "release", "lock"];
      const verdicts = await Promise.all(
        kinds.map((kind) => verdictOf(dynamodb.send(put(table, kind)))),
      );
      return kinds.filter((_, index) => verdicts[index] === yes);
    };

    test.each([
      ["shop-dev-tester", "jenkins", ["evidence"], []],
      ["shop-prod-promoter", "jenkins", [], ["promotion"]],
      ["developer", undefined, [], []],
      ["shop-dev-github-deploy", undefined, [], []],
      ["shop-prod-plan", undefined, [], []],
      ["shop-prod-apply", undefined, [], ["lock"]],
    ])(
      "lets %s, acted as by %s, write %j into dev's records and %j into production's",
      async (name, from, inDev, inProd) => {
        expect(await writes(name, from, "shop-dev-delivery")).toEqual(inDev);
        expect(await writes(name, from, "shop-prod-delivery")).toEqual(inProd);
      },
    );

    test("lets developers read what became of their image in dev, and nothing of production", async () => {
      const developer = new DynamoDBClient(await of.as("developer"));
      expect(await verdictOf(developer.send(get("shop-dev-delivery", "decision")))).toBe(yes);
      expect(await verdictOf(developer.send(get("shop-prod-delivery", "decision")))).toBe(no);
    });

    /** Statements with the machines' ARNs, which Terraform fills in. */
    const named = (statements: readonly object[]): object[] =>
      JSON.parse(
        JSON.stringify(statements).replace(
          /\$\{aws_sfn_state_machine\.(\w+)\.arn\}/g,
          (_, address: string) =>
            `arn:aws:states:us-east-1:111111111111:stateMachine:${dev.resource(`aws_sfn_state_machine.${address}`)["name"]}`,
        ),
      );

    test("lets each role start its own machine and no other: pipelines ask, a rule cleans up", async () => {
      for (const [name, address] of Object.entries({
        "shop-dev-delivery": "delivery_role",
        "shop-dev-delivery-events": "delivery_trigger_role",
        "shop-dev-delivery-clean-up": "delivery_trigger_clean_up_role",
        "shop-dev-delivery-request": "delivery_request_role",
      }))
        await of.role(name, named(statementsOf(dev, address)));
      const machines = ["dev", "prod"].flatMap((environment) =>
        ["", "-clean-up", "-request"].map((kind) => `shop-${environment}-delivery${kind}`),
      );
      const startedBy = async (who: Acting) => {
        const sfn = new SFNClient(who);
        const verdicts = await Promise.all(
          machines.map((machine) => {
            const stateMachineArn = `arn:aws:states:us-east-1:111111111111:stateMachine:${machine}`;
            return verdictOf(sfn.send(new StartExecutionCommand({ stateMachineArn })));
          }),
        );
        return machines.filter((_, index) => verdicts[index] === yes);
      };
      const started = async (name: string, from?: string) => [
        name,
        await startedBy(await of.as(name, from === undefined ? undefined : await of.as(from))),
      ];
      expect(
        Object.fromEntries([
          await started("shop-dev-delivery"),
          await started("shop-dev-delivery-events"),
          await started("shop-dev-delivery-clean-up"),
          await started("shop-dev-delivery-request"),
          await started("shop-dev-github-deploy"),
          await started("shop-prod-promoter", "jenkins"),
          await started("shop-dev-tester", "jenkins"),
          await started("developer"),
          await started("shop-prod-delivery"),
          await started("shop-prod-plan"),
          await started("shop-prod-apply"),
          await started("administrator"),
        ]),
      ).toEqual({
        "shop-dev-delivery": [],
        "shop-dev-delivery-events": ["shop-dev-delivery"],
        "shop-dev-delivery-clean-up": ["shop-dev-delivery-clean-up"],
        "shop-dev-delivery-request": ["shop-dev-delivery"],
        "shop-dev-github-deploy": ["shop-dev-delivery-request"],
        "shop-prod-promoter": ["shop-prod-delivery-request"],
        "shop-dev-tester": [],
        developer: [],
        "shop-prod-delivery": [],
        "shop-prod-plan": [],
        "shop-prod-apply": [],
        administrator: machines,
      });
    });
  },
  { enforceIam: true },
);
