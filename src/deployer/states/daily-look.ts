import { addressesOf } from "../../contract/delivery-names";
import type { Delivery } from "../../contract/delivery-settings";
import { choice, pass, type States } from "../asl";
import { type Code, code, emptyText, jsonata, now } from "../jsonata";
import { task } from "../task";
import { endWith, steps } from "../transitions";
import { findingsVariables, variables, waiverVariables } from "../variables";

/** Findings that one notification names; more make another one. */
const atOnce = 50;

/** The variables of the look alone. */
const lookVariables = {
  /** What is to be said, each once: key, text. */
  left: [],
  /** Those of them that nobody was notified of yet. */
  fresh: [],
};

/**
 * Once a day: what of the image that runs is over the allowance, by the deployer's own states. It takes no lock and decides nothing; people are
 * notified of each finding once. These states stand in place of the deployer's of the same name.
 */
export function dailyLook(delivery: Delivery): States {
  const { names, settings } = delivery;
  const judging = settings.runtimeWaivers ? steps.waivers : steps.gate;
  const chunk = code`$filter($left, function($one, $place) { $place < ${atOnce} })`;
  const rescans = settings.scanning === "basic";
  const nextChunk = {
    assign: { left: jsonata`[$filter($left, function($one, $place) { $place >= ${atOnce} })]` },
    next: "Is there something to say?",
  };
  const publish = (subject: string, body: Code, kind: string) => ({
    call: "sns:publish" as const,
    arguments: {
      TopicArn: addressesOf(names).topicArn,
      Subject: `${names.environment}: ${subject}`,
      Message: jsonata`${body}`,
      MessageAttributes: {
        environment: { DataType: "String", StringValue: names.environment },
        outcome: { DataType: "String", StringValue: kind },
        result: { DataType: "String", StringValue: "nothing" },
      },
    },
  });
  return {
    [beginLook]: pass({
      assign: {
        ...variables,
        ...findingsVariables,
        ...(settings.runtimeWaivers ? waiverVariables : {}),
        ...lookVariables,
        // As somebody who asks for exactly this digest: it need not be a candidate.
        trigger: "request",
        by: "daily look",
      },
      next: steps.look,
    }),
    "Is the lock taken?": choice([{ when: code`$runs.digest = ''`, next: "Looked" }], {
      assign: {
        digest: jsonata`$runs.digest`,
        deadline: jsonata`${now} + ${settings.scan.limitSeconds * 1000}`,
      },
      next: steps.find,
    }),
    "Is it a candidate?": choice(
      [
        {
          when: code`$pushedAt = ''`,
          ...endWith("image-missing", code`{'digest': $digest, 'repository': ${names.repository}}`),
        },
      ],
      { next: steps.manifest },
    ),
    [steps.compare]: pass({
      assign: { at: 0, scan: {}, page: emptyText },
      next: rescans ? "Request a new scan" : judging,
    }),
    ...(rescans
      ? {
          // Once a day for each image, the push included; refused for that, the scan that is there is of the last day.
          "Request a new scan": task(delivery, {
            call: "ecr:startImageScan",
            arguments: {
              RepositoryName: names.repository,
              ImageId: { ImageDigest: jsonata`$images[$at]` },
            },
            routes: [{ errors: ["LimitExceededException"], next: "Are all scans requested?" }],
            next: "Are all scans requested?",
            otherwise: { next: "Are all scans requested?" },
          }),
          "Are all scans requested?": choice(
            [
              {
                when: code`$at + 1 < $count($images)`,
                assign: { at: jsonata`$at + 1` },
                next: "Request a new scan",
              },
            ],
            { assign: { at: 0 }, next: judging },
          ),
        }
      : {}),
    [steps.judge]: pass({
      assign: {
        left: jsonata`[$append($left, ${sayings})]`,
        at: jsonata`$at + 1`,
        scan: {},
        page: emptyText,
      },
      next: "Is there another image?",
    }),
    "Is there another image?": choice([{ when: code`$at < $count($images)`, next: steps.gate }], {
      assign: {
        // The same finding may be in several images of an index.
        left: jsonata`(
          $texts := $merge($append([{}], $map($left, function($one) { {$one.key: $one.text} })));
          [$map($keys($texts), function($key) { {'key': $key, 'text': $lookup($texts, $key)} })]
        )`,
      },
      next: "Is there something to say?",
    }),
    "Is there something to say?": choice(
      [{ when: code`$count($left) > 0`, next: "Read what was said before" }],
      { next: "Looked" },
    ),
    "Read what was said before": task(delivery, {
      call: "dynamodb:batchGetItem",
      arguments: jsonata`{'RequestItems': {${names.delivery}: {
        'Keys': [$map(${chunk}, function($one) { {'kind': {'S': 'noticed'}, 'id': {'S': $one.key}} })],
        'ConsistentRead': true
      }}}`,
      assign: {
        // What DynamoDB left out this time is looked at tomorrow.
        fresh: jsonata`(
          $known := $append(
            $lookup($states.result.Responses, ${names.delivery}).id.S,
            $lookup($states.result.UnprocessedKeys, ${names.delivery}).Keys.id.S
          );
          [$filter(${chunk}, function($one) { $not($one.key in $known) })]
        )`,
      },
      next: "Is any of it new?",
      otherwise: null,
    }),
    "Is any of it new?": choice(
      [{ when: code`$count($fresh) > 0`, next: "Notify of new findings" }],
      nextChunk,
    ),
    "Notify of new findings": task(delivery, {
      ...publish(
        "new findings in what runs",
        code`$join($append($append([
          ${`${names.environment}: What runs has findings over the allowance that nobody was notified of before. Nothing was changed.`},
          '',
          'digest: ' & $digest
        ], $fresh.text), [
          '',
          ${`What to do: Update the packages and deploy, or waive a finding. What runs keeps running: npx slipway status ${names.environment}`}
        ]), '\n')`,
        "new-findings",
      ),
      next: "Note what was said",
      otherwise: null,
    }),
    // After it was said: what breaks off in between is said twice, and not never.
    "Note what was said": task(delivery, {
      call: "dynamodb:transactWriteItems",
      arguments: jsonata`{'TransactItems': [$map($fresh, function($one) { {'Put': {
        'TableName': ${names.delivery},
        'Item': {
          'kind': {'S': 'noticed'},
          'id': {'S': $one.key},
          'at': {'S': $states.context.State.EnteredTime},
          'digest': {'S': $digest},
          'execution': {'S': $states.context.Execution.Id}
        }
      }} })]}`,
      ...nextChunk,
      otherwise: null,
    }),
    // Where the deployer's states end with an outcome, such as an error of AWS: the look could not be made, and tomorrow there is another one.
    [steps.close]: task(delivery, {
      ...publish(
        "the daily look failed",
        code`$join([
          ${`${names.environment}: The daily look at what runs could not be made. Nothing was changed.`},
          '',
          'reason: ' & $outcome.says,
          'detail: ' & $string($detail),
          '',
          'What to do: Look whether the next one, tomorrow, goes through; else see the reason.'
        ], '\n')`,
        "look-failed",
      ),
      next: "Could not look",
      otherwise: null,
    }),
    // Not as what went through: an alarm counts those.
    "Could not look": {
      Type: "Fail",
      Error: "Slipway.LookFailed",
      Cause: jsonata`$outcome.says`,
    },
    Looked: {
      Type: "Pass",
      Output: jsonata`{'outcome': 'looked', 'digest': $digest}`,
      End: true,
    },
  };
}

/** Where a look begins. */
export const beginLook = "Begin the look";

/** What is to be said of one image: each finding that nothing lets in, with its fix; or that its scan is no result, once. */
const sayings = code`(
  $image := $images[$at];
  $scan.status != 'complete' ? {
    'key': 'scan|' & $image & '|' & $scan.status,
    'text': 'the scan of ' & $image & ' could not be read: ' & $scan.said
  } : $scan.tooMany = true ? {
    'key': 'scan|' & $image & '|too-many',
    'text': $image & ' has more findings over the allowance than can be compared one by one'
  } : $map($scan.left, function($one) { {
    'key': $substring($one.id & '|' & $join($one.packages, ','), 0, 500),
    'text': $one.severity & ' ' & $one.id
      & ($count($one.packages) = 0 ? '' : ' in ' & $join($one.packages, ', '))
      & ($one.fix = '' ? ': no fix is known' : ': fixed in ' & $one.fix)
  } })
)`;
