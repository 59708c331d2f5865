import { expect, test } from "vitest";
import { writeOutputs } from "../../../src/stack/constructs/outputs";
import { synthesizeIn } from "../../support/synth";

test("names each output as pipelines ask for it, without a suffix", () => {
  const outputs = {
    url: "https://shop.example.gov",
    ecr_repo_uri: "111111111111.dkr.ecr.us-east-1.amazonaws.com/shop/test",
    ecs_cluster: "shop-test",
    ecs_service: "shop-test",
    task_definition: "shop-test",
    image_parameter: "/shop/test/image",
    log_group: "/slipway/shop-test/app",
  };

  const { json } = synthesizeIn((stack) => writeOutputs(stack, outputs));

  expect(json["output"]).toEqual(
    Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value }])),
  );
});
