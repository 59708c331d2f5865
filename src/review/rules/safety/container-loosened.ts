import { textOf } from "../../plan/plain-value";
import { isEmpty, member, planned, prior, textsOf } from "../../plan/planned-value";
import { containersNow, containersPlanned } from "../../resources/containers";
import { isWritten, type Observation, type Rule, refuse } from "../../rule";

type Container = Readonly<Record<string, unknown>>;

/** A container may do more to its host or itself, or ECS no longer asks how it is. */
export const containerLoosened: Rule = {
  name: "container-loosened",
  class: "safety",
  why: "These are what keeps a bug in the application from becoming a hold on everything it touches.",
  advice:
    "Give a writable volume instead of a writable image; keep the user, the health check and the logs.",
  check(change, plan): readonly Observation[] {
    if (change.type !== "aws_ecs_task_definition" || change.before === undefined) return [];
    if (!isWritten(change)) return [];
    const after = containersPlanned(change, plan);
    if (after === undefined) {
      return [refuse("what its containers may do is not known before the apply")];
    }
    const now = containersNow(change);
    const shared = ["pid_mode", "ipc_mode"].filter(
      (name) => prior(change, name) !== "host" && planned(change, name) === "host",
    );
    return [
      ...shared.map((name) => refuse(`\`${name}\` shares the host's with the containers`)),
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
  logConfiguration: { logDriver: "awslogs" },
};

function losses(was: Container, will: Container): readonly string[] {
  const found: string[] = [];
  if (isOn(will["privileged"]) && !isOn(was["privileged"])) found.push("runs privileged");
  if (was["readonlyRootFilesystem"] === true && will["readonlyRootFilesystem"] !== true) {
    found.push("may write to its image's files");
  }
  if (!isRoot(was["user"]) && isRoot(will["user"]))
    found.push("runs as root or as the image's own user");
  const [had, has] = [capabilities(was), capabilities(will)];
  const more = has.filter((capability) => !had.includes(capability));
  if (more.length > 0) found.push(`gets the capabilities ${more.join(", ")}`);
  if (!isEmpty(was["healthCheck"]) && isEmpty(will["healthCheck"]))
    found.push("has no health check any more");
  if (!isEmpty(was["logConfiguration"]) && isEmpty(will["logConfiguration"]))
    found.push("writes no log");
  return found;
}

/** What the configuration computes may be anything. */
function isOn(value: unknown): boolean {
  return !isEmpty(value) && value !== false;
}

function isRoot(user: unknown): boolean {
  return isEmpty(user) || /^(0+|root)(:|$)|[*$]/.test(textOf(user));
}

function capabilities(container: Container): readonly string[] {
  return textsOf(member(member(container["linuxParameters"], "capabilities"), "add"));
}
