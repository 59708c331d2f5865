import type { Delivery } from "../../contract/delivery-settings";
import { holdKey, longestReason } from "../../contract/delivery-table";
import { beforeEpoch, openings, type ReleaseWindow, week } from "../../contract/release-windows";
import { type Assign, type ChoiceRule, choice, type States } from "../asl";
import { itemAsTexts, readItem } from "../item";
import { type Code, code, jsonata, now } from "../jsonata";
import { awsFailed, endWith, failureOf, steps } from "../transitions";

/** States that are passed before another one; none where nobody may hold and the environment is always open. */
interface ReleaseCheck {
  /** The first of them, or the one that they lead to. */
  readonly first: string;
  readonly states: States;
}

/** Before the gate, so that nobody waits for the scan of what may not be released. A rollback passes, also where the hold cannot be read. */
export function checkBeforeGate(delivery: Delivery, next: string): ReleaseCheck {
  const check = checkBefore(delivery, {
    names: ["Read the hold", "May it be released now?"],
    about: code`{}`,
    otherwise: awsFailed,
    next,
  });
  if (check.first === next) return check;
  const first = "Is it a rollback?";
  return {
    first,
    states: {
      [first]: choice([{ when: code`$rollback`, next }], { next: check.first }),
      ...check.states,
    },
  };
}

/** Just before the snapshot of the database, which may be waited for. */
export function checkBeforeSnapshot(delivery: Delivery, next: string): ReleaseCheck {
  return checkBefore(delivery, {
    names: ["Read the hold before the snapshot", "May a snapshot be taken now?"],
    about: code`{}`,
    otherwise: awsFailed,
    next,
  });
}

/** Just before the migration. */
export function checkBeforeMigration(delivery: Delivery, next: string): ReleaseCheck {
  return checkBefore(delivery, {
    names: ["Read the hold before the migration", "May it be migrated now?"],
    about: code`{}`,
    otherwise: awsFailed,
    next,
  });
}

/** Just before the service changes. `about` says what has become of the migration by then. */
export function checkBeforeUpdate(delivery: Delivery, about: Code, next: string): ReleaseCheck {
  return checkBefore(delivery, {
    names: ["Read the hold before the update", "May the service be updated now?"],
    about,
    otherwise: { assign: failureOf, next: steps.updateFailed },
    next,
  });
}

interface Point {
  readonly names: readonly [read: string, decide: string];
  /** What there is to say besides, as JSONata for an object of texts. */
  readonly about: Code;
  /** Where it leads that the hold cannot be read. */
  readonly otherwise: { readonly assign: Assign; readonly next: string };
  readonly next: string;
}

function checkBefore(delivery: Delivery, { names, about, otherwise, next }: Point): ReleaseCheck {
  const { holds, windows } = delivery.settings;
  const [read, decide] = names;
  const rules = [
    ...(holds ? [holdRule(about)] : []),
    ...(windows.length > 0 ? windowRules(windows, about, next) : []),
  ];
  if (rules.length === 0) return { first: next, states: {} };
  const decision = { [decide]: choice(rules, { next }) };
  if (!holds) return { first: decide, states: decision };
  const reading = readItem(delivery, holdKey, {
    output: itemAsTexts,
    next: decide,
    otherwise,
  });
  return { first: read, states: { [read]: reading, ...decision } };
}

const time = code`$states.context.State.EnteredTime`;

/** Times are compared as texts to the second: one that is no time at all does not end the evaluation, and not the hold either. */
function holdRule(about: Code): ChoiceRule {
  const text = (name: string) => code`$text($lookup($hold, ${name}))`;
  const define = code`$hold := $states.input; $text := function($value) { $type($value) = 'string' ? $substring($value, 0, ${longestReason}) : '' };`;
  return {
    when: code`(${define}
      $until := ${text("until")};
      $exists($hold.kind) and $not(
        $contains($until, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.]\d+)?Z$/)
        and $substring($until, 0, 19) <= $substring(${time}, 0, 19)
      )
    )`,
    ...endWith(
      "held",
      code`(${define} $merge([{
        'digest': $digest,
        'because': ${text("because")},
        'held by': ${text("by")},
        'since': ${text("since")},
        'until': ${text("until")} = '' ? 'somebody resumes it' : ${text("until")}
      }, ${about}]))`,
    ),
  };
}

/** An image that somebody asked for outside the window passes, and the run says so. */
function windowRules(
  windows: readonly ReleaseWindow[],
  about: Code,
  next: string,
): readonly ChoiceRule[] {
  const closed = code`($opens := ${opensNextCode(windows)}; $opens != '')`;
  const warning = code`('outside the window, because: ' & $outsideWindow)`;
  return [
    {
      when: code`$outsideWindow != '' and ${closed}`,
      assign: {
        warnings: jsonata`${warning} in $warnings ? $warnings : $append($warnings, [${warning}])`,
      },
      next,
    },
    {
      when: closed,
      ...endWith(
        "outside-window",
        code`$merge([{'digest': $digest, 'opens': ${opensNextCode(windows)}}, ${about}])`,
      ),
    },
  ];
}

/** When the environment next opens, as an ISO time; empty when it is open now. `opensNext` in TypeScript says the same. */
export function opensNextCode(windows: readonly ReleaseWindow[]): Code {
  return code`(
    $minute := $floor(${now} / 60000);
    $openings := ${openings(windows).map(({ start, length }) => ({ start, length }))};
    $since := function($opening) { ($minute + ${beforeEpoch} - $opening.start + ${week}) % ${week} };
    $count($filter($openings, function($opening) { $since($opening) < $opening.length })) > 0
      ? '' : $fromMillis(($minute + $min($map($openings, function($opening) { ${week} - $since($opening) }))) * 60000)
  )`;
}
