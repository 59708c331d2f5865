import { type Answers, jsonAnswer } from "./account-with-answers";

/** An account that is watched: what the emulator does not know of. */
export const guarded: Answers = {
  ...jsonAnswer("DescribeTrails", {
    trailList: [
      {
        Name: "organisation",
        TrailARN: "arn:aws:cloudtrail:us-west-2:444444444444:trail/organisation",
        HomeRegion: "us-west-2",
        IsMultiRegionTrail: true,
        IsOrganizationTrail: true,
      },
    ],
  }),
  ...jsonAnswer("GetTrailStatus", { IsLogging: true }),
  ...jsonAnswer("DescribeConfigurationRecorderStatus", {
    ConfigurationRecordersStatus: [{ name: "default", recording: true, lastStatus: "SUCCESS" }],
  }),
  ...jsonAnswer("GET /detector", { detectorIds: ["12abc34d567e8fa901bc2d34e56789f0"] }),
  ...jsonAnswer("GET /detector/12abc34d567e8fa901bc2d34e56789f0", { status: "ENABLED" }),
};
