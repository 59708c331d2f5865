import { textOf } from "../read/plain-value";
import { isEmpty, listOf, member, textsOf } from "../read/planned-value";

type Container = Readonly<Record<string, unknown>>;

/**
 * What a container may do to its host that it could not before, in words: capabilities, devices, and what its security
 * options held back. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html
 */
export function morePrivileges(was: Container, will: Container): readonly string[] {
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
