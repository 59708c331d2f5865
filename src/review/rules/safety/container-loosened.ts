import { containersNow, containersPlanned } from "../../read/containers";
import { mayBe } from "../../read/may-be";
import { textOf } from "../../read/plain-value";
import type { Plan } from "../../read/plan";
import {
  isEmpty,
  listOf,
  member,
  planned,
  prior,
  textsOf,
  UNKNOWN,
} from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

type Container = Readonly<Record<string, unknown>>;

/** A container may do more to its host or itself, or ECS no longer asks how it is. */
export const containerLoosened: Rule = {
  name: "container-loosened",
  class: "safety",
  why: "These are what keeps a bug in the application from becoming a hold on everything it touches.",
  advice:
    "Give a writable volume instead of a writable image; keep the user, the health check and the logs.",
  kinds: new Set(["aws_ecs_task_definition"]),
  check(change, plan): readonly Observation[] {
    if (change.before === undefined) return [];
    if (!isWritten(change)) return [];
    const after = containersPlanned(change, plan);
    if (after === undefined) {
      return [refuse("what its containers may do is not known before the apply")];
    }
    const now = containersNow(change);
    const shared = ["pid_mode", "ipc_mode"].filter(
      (name) => prior(change, name) !== "host" && mayBe("host", change, plan, name),
    );
    const together = ["pid_mode", "ipc_mode"].filter(
      (name) => planned(change, name) === "task" && prior(change, name) !== "task",
    );
    return [
      ...shared.map((name) => refuse(`\`${name}\` shares the host's with the containers`)),
      ...together.map((name) => refuse(`\`${name}\` shares each container's with the others`)),
      ...hostVolumes(change, plan),
      ...[...after].flatMap(([name, will]) =>
        losses(now.get(name) ?? strictest, will).map((what) => refuse(`${name}: ${what}`)),
      ),
    ];
  },
};

/** What a container that was not there is measured by: it may do no more than one that is held tight. */
const strictest: Container = {
  readonlyRootFilesystem: true,
  user: "1000",
  linuxParameters: { capabilities: { drop: ["ALL"] } },
  logConfiguration: { logDriver: "awslogs" },
};

function losses(was: Container, will: Container): readonly string[] {
  const found = [...morePrivileges(was, will)];
  if (was["readonlyRootFilesystem"] === true && will["readonlyRootFilesystem"] !== true) {
    found.push("may write to its image's files");
  }
  const [had, has] = [was["user"], will["user"]];
  // Nothing said is the image's own user, who may be anybody: it is no better than root, and root is no better than it.
  if (isRoot(has) && (!isRoot(had) || (isEmpty(had) && !isEmpty(has))))
    found.push("runs as root or as the image's own user");
  if (!isEmpty(was["healthCheck"]) && isEmpty(will["healthCheck"]))
    found.push("has no health check any more");
  if (!isEmpty(was["logConfiguration"]) && isEmpty(will["logConfiguration"]))
    found.push("writes no log");
  if (was["essential"] === true && !isEmpty(will["essential"]) && will["essential"] !== true)
    found.push("may end without its task being started again");
  return found;
}

function isRoot(user: unknown): boolean {
  return isEmpty(user) || /^(0+|root)(:|$)|[*$]/.test(textOf(user));
}

/** Files of the host that come into the task. Where the configuration computes its volumes, they may be any. */
function hostVolumes(change: ResourceChange, plan: Plan): readonly Observation[] {
  const will = planned(change, "volume");
  if (will === UNKNOWN) {
    if (!plan.configuration.sets(change.block, "volume")) return [];
    return [refuse("which volumes it has is not known before the apply")];
  }
  const had = listOf(prior(change, "volume")).map((volume) => member(volume, "host_path"));
  return listOf(will)
    .map((volume) => (volume === UNKNOWN ? UNKNOWN : member(volume, "host_path")))
    .filter((path) => !isEmpty(path) && !had.includes(path))
    .map((path) => refuse(`gets the host's files below ${inWords(path)}`));
}

/**
 * What a container may do to its host that it could not before, in words: capabilities, devices, and what its security
 * options held back. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html
 */
function morePrivileges(was: Container, will: Container): readonly string[] {
  const found: string[] = [];
  if (isOn(will["privileged"]) && !isOn(was["privileged"])) found.push("runs privileged");
  const say = (what: string, list: readonly string[]) => {
    if (list.length > 0) found.push(`${what} ${list.join(", ")}`);
  };
  say("gets the capabilities", without(capabilities(will, "add"), capabilities(was, "add")));
  const kept = capabilities(will, "drop");
  if (!kept.includes("ALL"))
    say("no longer drops the capabilities", without(capabilities(was, "drop"), kept));
  say("gets the devices", without(devices(will), devices(was)));
  const [had, has] = [was, will].map((one) => textsOf(one["dockerSecurityOptions"])) as [
    readonly string[],
    readonly string[],
  ];
  say("loses the security options", without(had, has));
  say(
    "gets the security options",
    without(has, had).filter((option) => !/^no-new-privileges([:=]true)?$/.test(option)),
  );
  return found;
}

/** What the configuration computes may be anything. */
function isOn(value: unknown): boolean {
  return !isEmpty(value) && value !== false;
}

function capabilities(container: Container, which: "add" | "drop"): readonly string[] {
  const list = member(member(container["linuxParameters"], "capabilities"), which);
  // A list that is computed adds what nobody knows, and drops nothing.
  return typeof list === "string" && which === "add" ? [list] : textsOf(list);
}

function devices(container: Container): readonly string[] {
  const list = member(container["linuxParameters"], "devices");
  if (typeof list === "string") return [list];
  return listOf(list).map((device) => textOf(member(device, "hostPath")));
}

function without(list: readonly string[], others: readonly string[]): readonly string[] {
  return list.filter((item) => !others.includes(item));
}
