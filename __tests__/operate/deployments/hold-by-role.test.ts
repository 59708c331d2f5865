import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand, PutResourcePolicyCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { environmentSchema } from "../../../src/config/schema";
import { tableWriters } from "../../../src/contract/delivery-table";
import {
  identities,
  statementsOf,
  verdictOf,
} from "../../stack/constructs/access/support/identities";
import {
  expectRecorded,
  requestsIn,
} from "../../stack/constructs/access/support/recorded-requests";
import { actAs, slipwayActing as slipway } from "../../support/acting-by-role";
import { createDeliveryTable } from "../../support/delivery-table";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { synthesizeEnvironment } from "../../support/synth";
import { useTemporaryFolder } from "../../support/temporary-folder";

const home = process.cwd();
const environment = exampleWith({
  "access.operators": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
});
const made = synthesizeEnvironment(environmentSchema.parse(environment));
const table = "shop-dev-delivery";
const tableArn = `arn:aws:dynamodb:us-east-1:111111111111:table/${table}`;

describeWithEmulator(
  "a hold, with nothing but what Terraform's policies allow the operator,",
  (aws) => {
    const folder = useTemporaryFolder();
    let of: ReturnType<typeof identities>;

    beforeEach(async () => {
      mkdirSync(join(folder(), "environments"));
      writeFileSync(join(folder(), "environments", "shop-dev.yaml"), stringify(environment));
      process.chdir(folder());
      of = identities(aws());
      await of.role("on-call", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      await of.role(
        "shop-dev-operator",
        statementsOf(made, "access_operator"),
        made.resource("aws_iam_role.access_operator")["assume_role_policy"] as string,
      );
      const dynamodb = new DynamoDBClient(aws().clientConfig);
      await createDeliveryTable(dynamodb, table);
      const policy = made.only("aws_dynamodb_resource_policy")["policy"] as string;
      const Policy = policy.replaceAll("${aws_dynamodb_table.delivery_table.arn}", tableArn);
      await dynamodb.send(new PutResourcePolicyCommand({ ResourceArn: tableArn, Policy }));
      vi.stubEnv("AWS_ENDPOINT_URL", aws().endpoint);
      vi.stubEnv("AWS_REGION", aws().region);
      actAs(await of.as("on-call"));
    });
    afterEach(() => {
      process.chdir(home);
      vi.unstubAllEnvs();
    });

    test("is placed, met by a second one, and ended", async () => {
      const hold = () => slipway("hold", "shop-dev", "--because", "The audit ends on Monday.");
      const first = await hold();
      expect(first).toMatchObject({ code: 0, out: expect.stringContaining("shop-dev-operator") });
      expect(await hold()).toMatchObject({
        out: expect.stringContaining("The audit ends on Monday."),
      });
      expect(await slipway("resume", "shop-dev")).toMatchObject({ code: 0 });
      expect(await slipway("resume", "shop-dev")).toMatchObject({ code: 0 }); // nothing to end is fine
      expect(await hold()).toMatchObject({ code: 0 });
      expectRecorded("operators", stringify(environment), await requestsIn(aws(), aws().accountId));
    });

    test("the operator writes holds and no other kind of item", async () => {
      const acting = await of.as("shop-dev-operator", await of.as("on-call"));
      const dynamodb = new DynamoDBClient(acting);
      const written = [];
      for (const { kind } of tableWriters) {
        const Item = { kind: { S: kind }, id: { S: "x" } };
        const put = dynamodb.send(new PutItemCommand({ TableName: table, Item }));
        if ((await verdictOf(put)) === "allowed") written.push(kind);
      }
      expect(written).toEqual(["hold"]);
    });
  },
  { enforceIam: true },
);
