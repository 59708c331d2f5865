import type { Delivery } from "../../contract/delivery-settings";
import { choice, pass, type States, wait } from "../asl";
import { pairsOf, weighFindings } from "../findings";
import { code, jsonata } from "../jsonata";
import { task } from "../task";
import { awsFailed, steps } from "../transitions";
import { runningFindings } from "./compare-with-running";

/** Findings that are looked up at once: DynamoDB takes 100 items in a call. */
const atOnce = 50;

/** How often they are read again, because DynamoDB did not read all of them or another run noted some at the same time. */
const looks = 5;

/**
 * What is to be known of the findings over the allowance before they are weighed: whether what runs has them too, and when this environment
 * first saw each, which is written once and never changed, so that an image that is pushed anew does not begin anew. What cannot be read is not
 * tolerated. With `writes` off nothing is written and no scan requested, for whoever judges only: what this environment never saw is then known
 * by the vendor's date alone.
 */
export function lookUpFindings(delivery: Delivery, { writes = true } = {}): States {
  const { names, settings } = delivery;
  const chunk = code`$filter($pairs, function($pair, $place) { $place < ${atOnce} })`;
  const nextChunk = {
    assign: {
      pairs: jsonata`[$filter($pairs, function($pair, $place) { $place >= ${atOnce} })]`,
      looks,
    },
    next: "Are there findings to look up?",
  };
  const items = code`$lookup($states.result.Responses, ${names.delivery})`;
  const { known, graceDays } = settings.tolerate;
  const firstSeen = known ? "Look up when they were first seen" : steps.lookUp;
  const graced: States = {
    [firstSeen]: pass({
      assign: {
        // By a path, which puts lists together, as $map does not.
        pairs: jsonata`($pairsOf := ${pairsOf}; [$distinct($append([], $scan.findings.($pairsOf($))))])`,
        seen: {},
        looks,
      },
      next: "Are there findings to look up?",
    }),
    "Are there findings to look up?": choice(
      [{ when: code`$count($pairs) > 0`, next: "Read when they were first seen" }],
      { next: weigh },
    ),
    "Read when they were first seen": task(delivery, {
      call: "dynamodb:batchGetItem",
      arguments: jsonata`{'RequestItems': {${names.delivery}: {
        'Keys': [$map(${chunk}, function($pair) { {'kind': {'S': 'first-seen'}, 'id': {'S': $pair}} })],
        'ConsistentRead': true
      }}}`,
      assign: {
        seen: jsonata`$merge($append([$seen], $map(${items}, function($item) { {$item.id.S: $item.at.S} })))`,
        looks: jsonata`$looks - 1`,
      },
      output: jsonata`{
        'whole': $type(${items}) = 'array' and $count($keys($states.result.UnprocessedKeys)) = 0,
        'missing': [$filter(${chunk}, function($pair) { $not($pair in ${items}.id.S) })]
      }`,
      next: "Are some seen for the first time?",
      otherwise: awsFailed,
    }),
    "Are some seen for the first time?": choice(
      [
        { when: code`$not($states.input.whole)`, next: "Are they to be read again?" },
        ...(writes ? [{ when: code`$count($states.input.missing) > 0`, next: noteFirstSeen }] : []),
      ],
      nextChunk,
    ),
    [noteFirstSeen]: task(delivery, {
      call: "dynamodb:transactWriteItems",
      arguments: jsonata`{
        'TransactItems': [$map($states.input.missing, function($pair) { {'Put': {
          'TableName': ${names.delivery},
          'Item': {
            'kind': {'S': 'first-seen'},
            'id': {'S': $pair},
            'at': {'S': $states.context.State.EnteredTime},
            'digest': {'S': $digest},
            'execution': {'S': $states.context.Execution.Id}
          },
          'ConditionExpression': 'attribute_not_exists(#id)',
          'ExpressionAttributeNames': {'#id': 'id'}
        }} })],
        'ClientRequestToken': $substring($hash($states.context.Execution.Id & $states.context.State.EnteredTime, 'SHA-256'), 0, 36)
      }`,
      assign: {
        seen: jsonata`$merge($append([$seen], $map($states.input.missing, function($pair) { {$pair: $states.context.State.EnteredTime} })))`,
        ...nextChunk.assign,
      },
      // Another run wrote some of them at the same time, or this very one did in a call whose answer was lost.
      routes: [{ errors: ["TransactionCanceledException"], next: "Are they to be read again?" }],
      next: nextChunk.next,
      otherwise: awsFailed,
    }),
    "Are they to be read again?": choice(
      [{ when: code`$looks > 0`, next: "Wait to read them again" }],
      nextChunk,
    ),
    "Wait to read them again": wait(2, "Read when they were first seen"),
  };
  return {
    ...(known
      ? runningFindings(delivery, { requests: writes, next: graceDays > 0 ? firstSeen : weigh })
      : {}),
    ...(graceDays > 0 ? graced : {}),
    ...(known || graceDays > 0 ? {} : { [steps.lookUp]: pass({ next: weigh }) }),
    [weigh]: pass({
      assign: { scan: jsonata`${weighFindings(settings)}` },
      next: steps.judge,
    }),
  };
}

const noteFirstSeen = "Note what is seen for the first time";
const weigh = "Weigh the findings";
