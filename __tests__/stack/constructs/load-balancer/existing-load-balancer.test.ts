import { expect, test } from "vitest";
import { ExistingLoadBalancer } from "../../../../src/stack/constructs/load-balancer";
import { synthesizeIn } from "../../../support/synth";

const listenerArn =
  "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef";

const existing = () =>
  synthesizeIn(
    (stack) =>
      new ExistingLoadBalancer(stack, "load_balancer", {
        listenerArn,
        certificateArn: "certificate",
      }),
  );

test("makes no load balancer, and adds our certificate to the listener that is there", () => {
  expect(existing().addresses()).toEqual(["aws_lb_listener_certificate.load_balancer_certificate"]);
  expect(existing().only("aws_lb_listener_certificate")).toEqual({
    listener_arn: "${data.aws_lb_listener.load_balancer_listener.arn}",
    certificate_arn: "certificate",
  });
});

test("refuses, when planning, a listener that does not speak HTTPS", () => {
  expect(existing().allData("aws_lb_listener")["load_balancer_listener"]).toEqual({
    arn: listenerArn,
    lifecycle: {
      postcondition: [
        {
          condition: '${self.protocol == "HTTPS"}',
          error_message:
            "loadBalancer.listenerArn must be an HTTPS listener: give the ARN of the one on port 443.",
        },
      ],
    },
  });
});
