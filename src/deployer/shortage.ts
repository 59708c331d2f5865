import { type Code, code } from "./jsonata";

/** How often a migration that finds no capacity is tried again without anybody asking. */
export const mostAttempts = 10;

/** Number of this attempt, from 1: one more than the earlier decision on the digest counted. */
export const attempt = code`(($exists($decided.attempts) ? $number($decided.attempts) : 0) + 1)`;

/** True when AWS refuses a call because there were too many. */
export function isThrottled(text: Code): Code {
  return code`$contains(${text}, /throttl|rate exceeded|too ?many ?requests|limitexceeded|requestlimit|slow ?down/i)`;
}

/**
 * True when a task did not start for want of something that comes back by itself: capacity, addresses, network interfaces, calls.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
export function isShortage(text: Code): Code {
  return code`(
    $contains(${text}, /RESOURCE:[A-Z]|capacity is unavailable|(insufficient|not enough|out of) ?capacity|free addresses|network interface provisioning|limit on the number/i)
    or ${isThrottled(text)}
  )`;
}
