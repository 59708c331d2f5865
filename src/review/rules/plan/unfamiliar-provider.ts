import { asksEmulator, settingsOfEmulator } from "../../read/emulator";
import { textOf } from "../../read/plain-value";
import type { Plan } from "../../read/plan";
import { isEmpty, member, textsOf } from "../../read/planned-value";
import type { PlanObservation, PlanRule } from "../rule";
import type { OwnKinds } from "./unfamiliar-kind";

/** A provider that the module does not use, or AWS's with settings by which it asks somebody else, or as somebody else. */
export const unfamiliarProvider = (own: OwnKinds = new Map()): PlanRule => ({
  name: "unfamiliar-provider",
  class: "plan",
  why:
    "A provider is a program that runs with all that a plan and an apply may do; and with another endpoint, proxy or role AWS's own " +
    "asks a stranger, or changes another account.",
  advice:
    "Let the environment's file say account and region, and nothing else. The provider of a kind that your project makes beside " +
    "Slipway is known once the kind is declared in slipway.yaml.",
  check(plan): readonly PlanObservation[] {
    return Object.entries(plan.providers ?? {}).flatMap(([key, provider]) => {
      const say = (verdict: "refuse" | "note", what: string): PlanObservation => ({
        address: `provider.${key}`,
        action: "configure",
        verdict,
        what,
      });
      const name = textOf(member(provider, "name") ?? key);
      return name === "aws" ? ofAws(provider, plan, say) : ofOthers(name, provider, plan, own, say);
    });
  },
});

type Say = (verdict: "refuse" | "note", what: string) => PlanObservation;

/** A provider other than AWS's is one of Terraform's own, or makes a kind that the project declares. */
function ofOthers(
  name: string,
  provider: unknown,
  plan: Plan,
  own: OwnKinds,
  say: Say,
): readonly PlanObservation[] {
  const source = sourceOf(provider);
  const isDeclared = [...own.keys()].some((kind) => kind.startsWith(`${name}_`));
  if (isDeclared || builtIn.test(source) || (name === "terraform" && source === "")) return [];
  // It has run already while a refresh-only plan was made, and the apply of one asks nothing of it.
  const verdict = plan.isRefreshOnly ? "note" : "refuse";
  return [say(verdict, `the provider ${name} is one that the module does not use`)];
}

function ofAws(provider: unknown, plan: Plan, say: Say): readonly PlanObservation[] {
  const source = sourceOf(provider);
  const isOfAws = source === "" || sources.test(source);
  const isEmulated = asksEmulator(provider);
  const strange = Object.keys(member(provider, "expressions") ?? {})
    .filter((setting) => !settings.has(setting))
    .filter((setting) => !(isEmulated && settingsOfEmulator.test(setting)));
  const pinned = member(member(provider, "expressions"), "allowed_account_ids");
  return [
    ...(isEmulated ? [say("note", emulated)] : []),
    ...(isOfAws ? [] : [say("refuse", `the provider comes from ${source}, not from HashiCorp`)]),
    ...(strange.length === 0
      ? []
      : [say("refuse", `the provider is set as the module never does: ${strange.join(", ")}`)]),
    ...(pinned === undefined || !isEmpty(member(pinned, "constant_value"))
      ? []
      : [say("refuse", "which accounts the provider may change cannot be read from the plan")]),
    ...unread(provider, plan).map((setting) =>
      say("note", `the provider's \`${setting}\` cannot be read from the plan`),
    ),
  ];
}

/** Where Terraform gets it, such as `registry.terraform.io/hashicorp/aws`; empty where the plan does not say. */
function sourceOf(provider: unknown): string {
  return textOf(member(provider, "full_name") ?? "");
}

/** Settings that the module writes as constants and that this plan writes as something whose value it does not show: any account or region, any tags. */
function unread(provider: unknown, plan: Plan): readonly string[] {
  return ["region", "default_tags"].filter((name) => {
    const expression = member(member(provider, "expressions"), name);
    return expression !== undefined && !isRead(expression, plan);
  });
}

/** Whether every part of it is constant, or a variable that the plan has a value of. */
function isRead(expression: unknown, plan: Plan): boolean {
  if (Array.isArray(expression)) return expression.every((one) => isRead(one, plan));
  if (member(expression, "constant_value") !== undefined) return true;
  const references = textsOf(member(expression, "references"));
  if (references.length > 0) {
    return references.every((one) => {
      const [, name = ""] = /^var\.([\w-]+)$/.exec(one) ?? [];
      return !isEmpty(member(member(plan.variables, name), "value"));
    });
  }
  const inner = Object.entries(expression ?? {}).filter(([name]) => name !== "references");
  return inner.length > 0 && inner.every(([, one]) => isRead(one, plan));
}

const emulated = "the provider asks an emulator on this machine, so the plan says nothing of AWS";

const settings = new Set(["allowed_account_ids", "default_tags", "region"]);
const sources = /^(registry\.(terraform\.io|opentofu\.org)\/)?hashicorp\/aws$/;
const builtIn = /^terraform\.io\/builtin\/terraform$/;
