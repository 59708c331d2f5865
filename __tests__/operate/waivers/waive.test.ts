import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { beforeEach, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { environmentSchema } from "../../../src/config/schema";
import { identities, statementsOf } from "../../stack/constructs/access/support/identities";
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
  tableArn,
  useProjectOf,
} from "../../support/acting-by-role";
import { createDeliveryTable } from "../../support/delivery-table";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith, waivingEnvironment } from "../../support/example-with";
import { synthesizeEnvironment } from "../../support/synth";

const environment = waivingEnvironment({
  "delivery.waivers": [
    { cve: "CVE-2026-9999", reason: "Only in the tests.", expires: "2026-01-31" },
  ],
});
const text = stringify(environment);
const made = synthesizeEnvironment(environmentSchema.parse(environment));
const who = "arn:aws:sts::111111111111:assumed-role/shop-dev-waivers/test";
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describeWithEmulator(
  "waivers at run time, with nothing but what Terraform's policies allow,",
  (aws) => {
    const folder = useProjectOf(environment, aws);
    let of: ReturnType<typeof identities>;

    beforeEach(async () => {
      of = identities(aws());
      await of.role("administrator", [{ Effect: "Allow", Action: "*", Resource: "*" }]);
      await of.role("security", [
        { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" },
        { Effect: "Allow", Action: "dynamodb:Query", Resource: tableArn },
      ]);
      await makeRole(of, made, "waivers");
      await of.role("shop-dev-delivery", statementsOf(made, "delivery_role"));
      await of.role("shop-dev-tester", statementsOf(made, "access_tester"));
      await of.role("shop-dev-github-deploy", statementsOf(made, "access_github_deploy"));
      await of.role("shop-dev-apply", statementsOf(made, "access_apply"));
      const dynamodb = new DynamoDBClient(aws().clientConfig);
      await createDeliveryTable(dynamodb, table);
      await putTablePolicy(dynamodb, made);
      actAs(await of.as("security"));
    });

    const waive = (...words: string[]) =>
      slipway("waive", "shop-dev", "CVE-2026-0001", "--because", "Not reachable here.", ...words);

    test("are written, listed and withdrawn by the role that the file names", async () => {
      expect((await slipway("waivers", "shop-dev")).out).toMatch(
        /^CVE-2026-9999 +2026-01-31, which is over +the file +Only in the tests\. *$/m,
      );
      expect(await waive("--until", day(30), "--package", "openssl")).toEqual({
        code: 0,
        out: `shop-dev: CVE-2026-0001 in openssl is waived until ${day(30)}, by ${who}. The deployer counts it from its next run on.
next: npx slipway deploy shop-dev --digest …, or wait: with delivery.trigger: scan a refused image is looked at again within 15 minutes.
`,
      });
      expect((await slipway("waivers", "shop-dev")).out).toMatch(
        new RegExp(
          `^CVE-2026-0001 in openssl +${day(30)} +shop-dev-waivers/test +Not reachable here\\. *$`,
          "m",
        ),
      );
      expect(await slipway("unwaive", "shop-dev", "CVE-2026-0001")).toEqual({
        code: 1,
        out: "shop-dev: CVE-2026-0001 is not waived at run time. What is: npx slipway waivers shop-dev",
      });
      const unwaive = () => slipway("unwaive", "shop-dev", "CVE-2026-0001", "--package", "openssl");
      expect(await unwaive()).toEqual({
        code: 0,
        out: `shop-dev: the waiver of CVE-2026-0001 in openssl by ${who} was withdrawn, by ${who}. What runs keeps running; the next image with it is refused.\n`,
      });
      expect((await unwaive()).code).toBe(1);
      expect((await slipway("waivers", "shop-dev")).out).toContain(`withdrawn ${day(0)}`);
      expect(await waive("--until", day(0), "--package", "openssl")).toMatchObject({ code: 0 });
      expect((await slipway("waivers", "shop-dev")).out).not.toContain("withdrawn");
      const vex = JSON.parse((await slipway("waivers", "shop-dev", "--format", "openvex")).out);
      expect(vex).toMatchObject({
        "@context": "https://openvex.dev/ns/v0.2.0",
        author: "arn:aws:sts::111111111111:assumed-role/security/test",
        statements: [{ vulnerability: { name: "CVE-2026-0001" }, status: "not_affected" }],
      });
      expectRecorded("waivers", text, await requestsIn(aws(), aws().accountId));
    });

    test("are taken from an OpenVEX document, each with its words", async () => {
      const repository = "111111111111.dkr.ecr.us-east-1.amazonaws.com/shop/dev";
      const statement = (name: string, changes: object = {}) => ({
        vulnerability: { name },
        products: [{ "@id": `pkg:oci/dev?repository_url=${repository}` }],
        status: "not_affected",
        justification: "vulnerable_code_not_in_execute_path",
        ...changes,
      });
      const document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://example.gov/vex/1",
        author: "security@example.gov",
        timestamp: "2026-11-01T00:00:00Z",
        version: 1,
        statements: [
          statement("CVE-2026-0001"),
          statement("CVE-2026-0002", { status: "affected" }),
        ],
      };
      writeFileSync(join(folder(), "vex.json"), JSON.stringify(document));
      const because =
        "OpenVEX of security@example.gov: not_affected, vulnerable_code_not_in_execute_path";
      expect(await slipway("waive", "shop-dev", "--from", "vex.json", "--until", day(7))).toEqual({
        code: 0,
        out: `shop-dev: CVE-2026-0001 is waived until ${day(7)}: ${because}
  not waived: CVE-2026-0002: affected
shop-dev: 1 waived, by ${who}.
`,
      });
      expect((await slipway("waivers", "shop-dev")).out).toContain(because);
      writeFileSync(
        join(folder(), "vex.json"),
        JSON.stringify({ ...document, statements: [statement("CVE-1", { status: "affected" })] }),
      );
      expect(await slipway("waive", "shop-dev", "--from", "vex.json", "--until", day(7))).toEqual({
        code: 1,
        out: `shop-dev: vex.json says of nothing that it does no harm in ${repository}.
  not waived: CVE-1: affected
A product is pkg:oci/…?repository_url=${repository}, or with --digest the image of that digest.`,
      });
    });

    test("refuses a finding and a document at once, and neither", async () => {
      const out =
        "Waive either a finding (<finding> --because … --until …) or what an OpenVEX document says (--from … --until …).";
      expect(await waive("--until", day(1), "--from", "vex.json")).toEqual({ code: 2, out });
      expect(await slipway("waive", "shop-dev", "--until", day(1))).toEqual({ code: 2, out });
    });

    test.each<[string, string[]]>([
      [
        `--until must be a day from ${day(0)} to ${day(30)} (delivery.runtimeWaivers.maxDays: 30), got "${day(31)}".`,
        ["--until", day(31)],
      ],
      [
        `--until must be a day from ${day(0)} to ${day(30)} (delivery.runtimeWaivers.maxDays: 30), got "${day(-1)}".`,
        ["--until", day(-1)],
      ],
      [
        `--until must be a day from ${day(0)} to ${day(30)} (delivery.runtimeWaivers.maxDays: 30), got "soon".`,
        ["--until", "soon"],
      ],
      [
        '--package must be the name of one package as the scanner spells it, such as openssl, got "a|b".',
        ["--until", day(1), "--package", "a|b"],
      ],
      [
        '--because must say in 10 to 300 characters why the finding does no harm here, got "fine".',
        ["--until", day(1), "--because", "fine"],
      ],
    ])("are refused before AWS is asked: %s", async (message, words) => {
      vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
      expect(await waive(...words)).toEqual({ code: 2, out: message });
    });

    test("are no more than a setting: without it nobody waives", async () => {
      writeFileSync(
        join(folder(), "environments", "shop-dev.yaml"),
        stringify(exampleWith({ "delivery.runtimeWaivers": { maxDays: 0 } })),
      );
      expect(await waive("--until", day(1))).toEqual({
        code: 2,
        out: "shop-dev has no waivers at run time: write delivery.runtimeWaivers and access.waivers into environments/shop-dev.yaml, plan and apply; or waive the finding in its delivery.waivers.",
      });
    });

    test("are refused to whoever the role does not trust, the account's administrator included", async () => {
      actAs(await of.as("administrator"));
      expect(await waive("--until", day(1))).toMatchObject({
        code: 2,
        out: expect.stringMatching(/^AWS does not let you in to shop-dev as shop-dev-waivers: /),
      });
    });

    test.each<[string, string | undefined, readonly string[]]>([
      ["shop-dev-waivers", "security", ["waiver"]],
      ["shop-dev-tester", undefined, ["evidence"]],
      [
        "shop-dev-delivery",
        undefined,
        ["decision", "first-seen", "history", "last", "lock", "noticed", "release"],
      ],
      ["shop-dev-apply", undefined, ["lock"]],
      ["shop-dev-github-deploy", undefined, []],
      // Who applies, frees locks and promotes with permissions of his own is not locked out; and nobody's is what the file names no role for.
      ["administrator", undefined, ["connection", "frontend", "history", "lock", "promotion"]],
    ])("let %s, acted as by %s, write these kinds of items alone: %j", async (name, from, own) => {
      const acting = await of.as(name, from === undefined ? undefined : await of.as(from));
      const dynamodb = new DynamoDBClient(acting);
      expect(await kindsWritten(dynamodb)).toEqual(own);
    });
  },
  { enforceIam: true },
);
