import type { Delivery } from "../../contract/delivery-settings";
import { longestReason } from "../../contract/delivery-table";
import { choice, type States } from "../asl";
import { readsFindings } from "../findings";
import { isDigest } from "../images";
import { code, jsonata } from "../jsonata";
import { snapshotsOf } from "../snapshots";
import { endWith, steps } from "../transitions";
import {
  alarmVariables,
  figureVariables,
  findingsVariables,
  snapshotVariables,
  variables,
  waiverVariables,
  windowVariables,
} from "../variables";

/**
 * What started the run, as one of three: a scan event (ECR's own or Inspector's), the schedule, or a request. What
 * broke off is cleaned up by another machine. The input is a hint: nothing in it is believed but the digest.
 */
export function readInput({ names, settings }: Delivery): States {
  const hasWindows = settings.windows.length > 0;
  return {
    [steps.readInput]: {
      Type: "Pass",
      Assign: {
        ...variables,
        ...(readsFindings(settings) ? findingsVariables : {}),
        ...(settings.runtimeWaivers ? waiverVariables : {}),
        ...(hasWindows ? windowVariables : {}),
        ...(snapshotsOf(settings) ? snapshotVariables : {}),
        ...(settings.rolloutAlarms ? alarmVariables : {}),
        ...(settings.figures ? figureVariables : {}),
        request: jsonata`(
        $in := $states.context.Execution.Input;
        $event := $in.'detail-type';
        $trigger :=
          $event = 'ECR Image Scan' or $event = 'Inspector2 Scan' ? 'scan' :
          $in.schedule = 'reconcile' ? 'schedule' :
          $exists($in.digest) ? 'request' : 'unknown';
        /* Inspector gives the repository as an ARN, ECR by its name. */
        $repository := $event = 'Inspector2 Scan'
          ? $substringAfter($string($in.detail.'repository-name'), ':repository/')
          : $string($in.detail.'repository-name');
        $text := function($value) { $type($value) = 'string' ? $value : '' };
        {
          'trigger': $trigger,
          'digest': $text($trigger = 'scan' ? $in.detail.'image-digest' : $in.digest),
          'repository': $trigger = 'scan' ? $text($repository) : ${names.repository},
          'by': $trigger = 'request' ? $text($in.requestedBy) : $trigger = 'scan' ? 'scan of the image' : $trigger,
          'force': $in.force = true,
          'rollback': $in.rollback = true${hasWindows ? code`, 'outsideWindow': $text($in.outsideWindow)` : code``}
        }
      )`,
      },
      Output: {},
      Next: "Is the input understood?",
    },
    "Is the input understood?": choice(
      [
        {
          when: code`$request.trigger = 'schedule'`,
          assign: { trigger: "schedule", by: "schedule" },
          next: steps.look,
        },
        {
          when: code`
            $request.trigger in ['scan', 'request']
            and $request.repository = ${names.repository}
            and ${isDigest(code`$request.digest`)}
            and $length($request.by) > 0 and $length($request.by) <= 200`,
          assign: {
            trigger: jsonata`$request.trigger`,
            by: jsonata`$request.by`,
            digest: jsonata`$request.digest`,
            force: jsonata`$request.trigger = 'request' and $request.force`,
            rollback: jsonata`$request.trigger = 'request' and $request.rollback`,
            ...(hasWindows && {
              outsideWindow: jsonata`$request.trigger = 'request' ? $substring($request.outsideWindow, 0, ${longestReason}) : ''`,
            }),
          },
          next: steps.look,
        },
      ],
      endWith("wrong-input"),
    ),
  };
}
