import { expect, test } from "vitest";
import type { Environment } from "../../../src/config/schema";
import { looks } from "../../../src/operate/preflight/run-preflight";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { type Answers, accountWithAnswers, jsonAnswer } from "./account-with-answers";
import { guarded } from "./guarded";

const trail = (more: object): Answers =>
  jsonAnswer("DescribeTrails", {
    trailList: [{ Name: "own", TrailARN: "arn:own", HomeRegion: "us-east-1", ...more }],
  });
const nobody =
  "who applied, deployed or opened a session is then kept for 90 days only, without a copy: create a trail for the account or the organisation";
const past =
  "what somebody changes past Terraform then shows only in the next plan: set up AWS Config's recorder, if your rules ask for it";
const attack =
  "nobody then looks for stolen credentials or strange traffic: switch it on, for the account or the organisation";
const recorders = (...ConfigurationRecordersStatus: readonly object[]) =>
  jsonAnswer("DescribeConfigurationRecorderStatus", { ConfigurationRecordersStatus });
const detector = "GET /detector/12abc34d567e8fa901bc2d34e56789f0";
const gov = { region: "us-gov-west-1", "state.region": "us-gov-west-1" };
const fipsTls = { ...gov, "loadBalancer.tlsPolicy": "fips", "service.architecture": "X86_64" };
const mode = (value: string) =>
  jsonAnswer("ListAccountSettings", { settings: [{ name: "fargateFIPSMode", value }] });

describeWithEmulator("how an account is set up", (aws) => {
  async function said(subject: string, answers: Answers, environment: Environment) {
    const { account, stop } = await accountWithAnswers(aws(), environment, answers);
    try {
      const found = await looks.find((look) => look.subject === subject)?.run(account);
      return found?.map(({ verdict, finding, fix }) =>
        [verdict, finding, ...(fix ? [fix] : [])].join(": "),
      );
    } finally {
      stop();
    }
  }

  test.each<[subject: string, title: string, answers: Answers, line: string]>([
    ["CloudTrail", "an organisation's trail", {}, "fine: organisation logs who does what"],
    ["CloudTrail", "a trail of the region", trail({}), "fine: own logs who does what"],
    [
      "CloudTrail",
      "a trail of another region",
      trail({ HomeRegion: "eu-west-1" }),
      `note: no trail of us-east-1: ${nobody}`,
    ],
    [
      "CloudTrail",
      "no trail",
      jsonAnswer("DescribeTrails", {}),
      `note: no trail of us-east-1: ${nobody}`,
    ],
    [
      "CloudTrail",
      "a trail that is switched off",
      { ...trail({}), ...jsonAnswer("GetTrailStatus", { IsLogging: false }) },
      `note: own is switched off: ${nobody}`,
    ],
    ["Config", "a recorder", {}, "fine: default records changes"],
    ["Config", "no recorder", recorders(), `note: nothing records changes in us-east-1: ${past}`],
    [
      "Config",
      "a recorder that is stopped",
      recorders({ name: "default", recording: false }),
      `note: nothing records changes in us-east-1: ${past}`,
    ],
    ["GuardDuty", "a detector", {}, "fine: it watches"],
    [
      "GuardDuty",
      "no detector",
      jsonAnswer("GET /detector", { detectorIds: [] }),
      `note: it is off in us-east-1: ${attack}`,
    ],
    [
      "GuardDuty",
      "a suspended detector",
      jsonAnswer(detector, { status: "DISABLED" }),
      `note: it is suspended in us-east-1: ${attack}`,
    ],
  ])("%s: %s", async (subject, _, answers, line) => {
    expect(await said(subject, { ...guarded, ...answers }, exampleWith({}))).toEqual([line]);
  });

  test.each<[title: string, settings: object, answers: Answers, lines: readonly string[]]>([
    ["nobody asks, in GovCloud", gov, mode("enabled"), []],
    ["there is none", { "loadBalancer.tlsPolicy": "fips" }, {}, []],
    [
      "it is on",
      fipsTls,
      mode("enabled"),
      ["fine: the account's Fargate tasks use FIPS 140 cryptography"],
    ],
    [
      "it is off beside FIPS at the load balancer",
      fipsTls,
      mode("disabled"),
      [
        "note: TLS is FIPS at the load balancer, and the account's Fargate tasks are not: if tasks must be too, write state.fargateFips: true in the account's files",
      ],
    ],
    [
      "the file keeps it off",
      { ...fipsTls, "state.fargateFips": false },
      jsonAnswer("ListAccountSettings", {}),
      [
        "note: TLS is FIPS at the load balancer, and the account's Fargate tasks are not, as the file says: if tasks must be too, write state.fargateFips: true in the account's files",
      ],
    ],
    [
      "the file turns it on, and nobody applied that",
      { ...fipsTls, "state.fargateFips": true },
      mode("disabled"),
      [
        "wrong: the file turns Fargate's FIPS mode on, and the account has it off: apply the account's own stack: npx cdktf apply state-111111111111",
      ],
    ],
    [
      "it is on for tasks that cannot",
      { ...fipsTls, "service.architecture": "ARM64" },
      mode("enabled"),
      [
        "wrong: the account's Fargate tasks use FIPS 140 cryptography, and those of ARM64 cannot: build the image for X86_64",
      ],
    ],
  ])("FIPS: %s", async (_, settings, answers, lines) => {
    expect(await said("FIPS", answers, exampleWith({ ...settings }))).toEqual(lines);
  });
});
