import type { Delivery } from "../../src/contract/delivery-settings";
import { transitionsOf } from "../../src/deployer/asl";
import { type Phase, phases } from "../../src/deployer/phases";
import { picture, row, type Step, sizes, turn } from "../pictures/boxes";

const columns = 5;
const rowHeight = sizes.boxHeight + 72;

/** The phases of a release in which all goes well, in their order, each with what it does. */
export const happyPath: Readonly<Record<string, readonly [string, string]>> = {
  "Read the input": ["a hint: an image,", "a schedule, a person"],
  "Look at what runs": ["service, revision,", "released digest"],
  "Find the image": ["the newest that counts,", "or the one asked for"],
  "Read the manifest": ["what would run is one", "digest of one platform"],
  "Compare with what runs": ["never back to an older", "image by itself"],
  "Gate: the scan": ["no finding over the", "allowance, no doubt"],
  "Take the lock": ["then look, compare and", "judge once more"],
  "Register the revision": ["what Terraform made,", "with this image"],
  "Take a snapshot of the database": ["to restore data from,", "by a name chosen before"],
  "Run the migration": ["once, one task,", "its exit code counts"],
  "Update the service": ["the one change", "of what runs"],
  "Watch the rollout": ["until as many tasks", "are healthy"],
  "Complete the release": ["the pointer moves,", "the tag is kept"],
  "Record the run": ["what, why, by whom:", "the decision stays"],
  "Unlock and notify": ["the lock is free,", "people are notified"],
};

/** The phases that such a release passes in silence, or does not enter. */
export const besideHappyPath = [
  "List the images",
  "Find running migrations",
  "Go back",
  "Take over what broke off",
  "Name an error of AWS",
  "Retire the revision",
];

/** The picture of it, as SVG, with the number of outcomes in which each phase can end instead. */
export function happyPathPicture(delivery: Delivery): string {
  const all = phases(delivery);
  const steps = Object.entries(happyPath).map(([title, lines]) => stepOf(all, title, lines));
  const rows = Array.from({ length: Math.ceil(steps.length / columns) }, (_, place) =>
    steps.slice(place * columns, (place + 1) * columns),
  );
  const top = (place: number) => 30 + place * rowHeight;
  return picture(
    `A release in which all goes well: ${steps.map(({ title }) => title).join(", ")}`,
    columns,
    top(rows.length) - 30,
    rows.flatMap((boxes, place) => [
      ...row(boxes, top(place), 18),
      ...(place > 0 ? [turn(columns, top(place - 1), top(place), 34)] : []),
    ]),
  );
}

function stepOf(all: readonly Phase[], title: string, lines: readonly [string, string]): Step {
  const states = all.find((phase) => phase.title === title)?.states ?? {};
  const outcomes = new Set(
    Object.values(states)
      .flatMap(transitionsOf)
      .flatMap(({ outcome }) => outcome ?? []),
  );
  const only = outcomes.size === 1 ? [...outcomes][0] : `${outcomes.size} outcomes`;
  const endsElsewhere = outcomes.size > 0 && title !== "Complete the release";
  return {
    ...{ title, lines, isOurs: true },
    ...(endsElsewhere
      ? { refusal: [outcomes.size === 1 ? `or ends as ${only}` : `or ends in ${only}`, ""] }
      : {}),
  };
}
