import { fine, type Look, note } from "./look";

// What an account should have, and no environment needs: what is missing is noted, and stops nobody.

/** Who did what is recorded: a trail that logs, of this region or of all. */
const cloudTrail: Look = {
  subject: "CloudTrail",
  actions: ["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"],
  async run({ environment, config }) {
    const { CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand } = await import(
      "@aws-sdk/client-cloudtrail"
    );
    const client = new CloudTrailClient(config);
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({}));
    const here = trailList.filter(
      ({ HomeRegion, IsMultiRegionTrail }) =>
        IsMultiRegionTrail || HomeRegion === environment.region,
    );
    for (const { Name, TrailARN } of here) {
      const { IsLogging } = await client.send(new GetTrailStatusCommand({ Name: TrailARN }));
      if (IsLogging) return [fine(`${Name} logs who does what`)];
    }
    return [
      note(
        here.length > 0
          ? `${here.map(({ Name }) => Name).join(", ")} is switched off`
          : `no trail of ${environment.region}`,
        "who applied, deployed or opened a session is then kept for 90 days only, without a copy: create a trail for the account or the organisation",
      ),
    ];
  },
};

/** What was changed past Terraform is recorded. */
const awsConfig: Look = {
  subject: "Config",
  actions: ["config:DescribeConfigurationRecorderStatus"],
  async run({ environment, config }) {
    const { ConfigServiceClient, DescribeConfigurationRecorderStatusCommand } = await import(
      "@aws-sdk/client-config-service"
    );
    const { ConfigurationRecordersStatus: recorders = [] } = await new ConfigServiceClient(
      config,
    ).send(new DescribeConfigurationRecorderStatusCommand({}));
    const [recording] = recorders.filter(({ recording }) => recording);
    return [
      recording
        ? fine(`${recording.name} records changes`)
        : note(
            `nothing records changes in ${environment.region}`,
            "what somebody changes past Terraform then shows only in the next plan: set up AWS Config's recorder, if your rules ask for it",
          ),
    ];
  },
};

/** What looks like an attack is found. */
const guardDuty: Look = {
  subject: "GuardDuty",
  actions: ["guardduty:ListDetectors", "guardduty:GetDetector"],
  async run({ environment, config }) {
    const { GetDetectorCommand, GuardDutyClient, ListDetectorsCommand } = await import(
      "@aws-sdk/client-guardduty"
    );
    const client = new GuardDutyClient(config);
    const { DetectorIds: [DetectorId] = [] } = await client.send(new ListDetectorsCommand({}));
    const status = DetectorId
      ? (await client.send(new GetDetectorCommand({ DetectorId }))).Status
      : "off";
    return [
      status === "ENABLED"
        ? fine("it watches")
        : note(
            `it is ${DetectorId ? "suspended" : "off"} in ${environment.region}`,
            "nobody then looks for stolen credentials or strange traffic: switch it on, for the account or the organisation",
          ),
    ];
  },
};

/** How an account is watched. */
export const guardLooks: readonly Look[] = [cloudTrail, awsConfig, guardDuty];
