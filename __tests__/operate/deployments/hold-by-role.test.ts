import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { environmentSchema } from "../../../src/config/schema";
import { identities } from "../../stack/constructs/access/support/identities";
import {
  expectRecorded,
  requestsIn,
} from "../../stack/constructs/access/support/recorded-requests";
import {
  actAs,
  kindsWritten,
  makeRole,
  putTablePolicy,
  slipwayActing as slipway,
  table,
  useProjectOf,
} from "../../support/acting-by-role";
import { createDeliveryTable } from "../../support/delivery-table";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { synthesizeEnvironment } from "../../support/synth";

const environment = exampleWith({
  "access.operators": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
});
const made = synthesizeEnvironment(environmentSchema.parse(environment));

describeWithEmulator(
  "a hold, with nothing but what Terraform's policies allow the operator,",
  (aws) => {
    useProjectOf(environment, aws);
    let of: ReturnType<typeof identities>;

    beforeEach(async () => {
      of = identities(aws());
      await of.role("on-call", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      await makeRole(of, made, "operator");
      const dynamodb = new DynamoDBClient(aws().clientConfig);
      await createDeliveryTable(dynamodb, table);
      await putTablePolicy(dynamodb, made);
      actAs(await of.as("on-call"));
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
      expect(await kindsWritten(dynamodb)).toEqual(["hold"]);
    });
  },
  { enforceIam: true },
);
