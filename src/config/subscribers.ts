import { choice, list, oneOf, section, text } from "./fields";

/** Somebody who is notified. */
export type Subscriber =
  | { readonly protocol: "email"; readonly address: string }
  | { readonly protocol: "https"; readonly url: string }
  | { readonly protocol: "sqs"; readonly queueArn: string };

/** Where a subscriber is notified: an address, a URL or a queue's ARN. */
export function endpointOf(subscriber: Subscriber): string {
  switch (subscriber.protocol) {
    case "email":
      return subscriber.address;
    case "https":
      return subscriber.url;
    case "sqs":
      return subscriber.queueArn;
  }
}

/** People and programs that a topic notifies. */
export function subscribers() {
  return list(
    choice(
      "protocol",
      [
        section({
          protocol: oneOf(["email"]).describe("How people or programs are notified."),
          address: text(
            /^[^\s@]+@[^\s@]+\.[^\s@.]+$/,
            "an address such as team@example.gov",
          ).describe("Address, which must confirm the subscription once."),
        }).describe("Mail to people."),
        section({
          protocol: oneOf(["https"]).describe("How people or programs are notified."),
          url: text(/^https:\/\/\S{3,2000}$/, "an address that begins with https://").describe(
            "Address that is posted to, such as a chat's web hook.",
          ),
        }).describe("A web hook."),
        section({
          protocol: oneOf(["sqs"]).describe("How people or programs are notified."),
          queueArn: text(
            /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w.-]{1,80}$/,
            "an ARN such as arn:aws:sqs:us-east-1:111111111111:releases",
          ).describe("ARN of the queue, whose own policy must let the topic send."),
        }).describe("A queue."),
      ],
      ["email", "https", "sqs"],
    ),
  );
}
