import { kindOfName } from "../../../base/secret-names";
import { looksSecret, secretSign } from "../../../base/secrets";
import { withoutIndexes } from "../../read/address";
import { asksEmulator, settingsOfEmulator } from "../../read/emulator";
import { replaceInterpolations } from "../../read/interpolation";
import { textOf } from "../../read/plain-value";
import { changesReferredTo, type Plan, rootModuleOf } from "../../read/plan";
import { isEmpty, listOf, member } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import {
  type PlainSecret,
  type SearchedObject,
  secretsIn,
  secretsWithin,
} from "../../secrets-within";
import type { PlanObservation, PlanRule } from "../rule";

/** A secret stands where the plan shows it, beside the objects that it changes: in an output, a variable, the code itself. */
export const secretInView: PlanRule = {
  name: "secret-in-view",
  class: "safety",
  why: "Outputs are printed by every apply and kept in the state; variables and code stand in every plan. Whoever reads one has the secret.",
  advice:
    "Keep it in Secrets Manager and hand on its ARN, or read it with an `ephemeral` block; then change it: it has been seen.",
  check(plan): readonly PlanObservation[] {
    return [
      ...Object.entries(plan.outputs).flatMap(([name, change]) => ofOutput(name, change, plan)),
      ...ofVariables(plan),
      ...inCode(plan),
      ...plan.invocations.flatMap(({ address, settings, sensitive }) =>
        refusals(address, "invoke", secretsIn("", settings, sensitive), "in the plan"),
      ),
      ...ofData(plan),
      ...[...new Set(plan.changes.filter(hasSecretName).map(({ address }) => address))].map(
        (address): PlanObservation => ({
          address,
          action: undefined,
          verdict: "refuse",
          what: "its address holds a secret, which every plan, log and state shows",
        }),
      ),
    ];
  },
};

function refusals(
  address: string,
  action: string,
  secrets: readonly { readonly path: string }[],
  where: string,
): readonly PlanObservation[] {
  return [...new Set(secrets.map(({ path }) => path.replace(/^\./, "")))].map((path) => ({
    address,
    action,
    verdict: "refuse",
    what: `\`${path}\` stands as plain text ${where}`,
  }));
}

type OutputChange = Plan["outputs"][string];

function ofOutput(name: string, change: OutputChange, plan: Plan): readonly PlanObservation[] {
  const action = change.actions.join("-");
  const isShown = (mark: unknown) => mark !== true;
  const secrets = (value: unknown, mark: unknown) => secretsIn(name, value, mark);
  const now = secrets(change.before, change.before_sensitive);
  const then = secrets(change.after, change.after_sensitive);
  const isLater = change.actions.some((one) => one === "create" || one === "update");
  const mayBecome = isLater && mayHoldSecret(name, change, plan);
  if (action === "delete" || (then.length === 0 && !mayBecome)) return [];
  const say = (verdict: "refuse" | "note", what: string): readonly PlanObservation[] => [
    { address: `output.${name}`, action, verdict, what },
  ];
  if (isShown(change.after_sensitive)) {
    const what = `${then.length > 0 ? "holds a secret" : "will hold a secret"} and is not marked \`sensitive\`: every apply prints it, and the state keeps it as plain text`;
    const stood = !isLater || (now.length > 0 && isShown(change.before_sensitive));
    return say(stood ? "note" : "refuse", stood ? `${what}, as before` : what);
  }
  return now.length > 0 ? [] : say("refuse", "is kept as plain text in the state from now on");
}

/** Whether a value that only the apply knows, or that is made from a secret, may be one. */
function mayHoldSecret(name: string, change: OutputChange, plan: Plan): boolean {
  const unknown = namesOfUnknown(name, change.after_unknown);
  if (unknown.length > 0 && change.after_sensitive === true) return true;
  if (unknown.some((one) => kindOfName(one) === "secret")) return true;
  const made = plan.configuration.outputReferences(name).filter((one) => leadsToSecret(one, plan));
  if (unknown.length > 0) return made.length > 0;
  const { after } = change;
  return typeof after === "string" && made.some((one) => secretSign(lastOf(one), after));
}

function namesOfUnknown(name: string, unknown: unknown): readonly string[] {
  if (unknown === true) return [name];
  if (typeof unknown !== "object" || unknown === null) return [];
  return Object.entries(unknown).flatMap(([key, inner]) =>
    namesOfUnknown(Array.isArray(unknown) ? name : key, inner),
  );
}

/** `aws_db_instance.it.password`, `var.token`, `module.database.password`, and what the provider marks: `random_password.it.result`. */
function leadsToSecret(reference: string, plan: Plan): boolean {
  const parts = withoutIndexes(reference).split(".");
  const at = parts[0] === "data" ? 3 : /^(?:var|local)$/.test(parts[0] ?? "") ? 1 : 2;
  const attribute = parts[at];
  if (attribute === undefined) return false;
  if (kindOfName(lastOf(reference)) === "secret") return true;
  const root = { modules: [], isData: false, type: "", name: "" };
  return changesReferredTo(plan, root, [parts.slice(0, at).join(".")]).some(
    ({ afterSensitive }) => member(afterSensitive, attribute) === true,
  );
}

function lastOf(reference: string): string {
  return withoutIndexes(reference).split(".").at(-1) ?? "";
}

function ofVariables(plan: Plan): readonly PlanObservation[] {
  const names = new Set([...Object.keys(plan.variables), ...plan.configuration.variables]);
  return [...names].flatMap((name): PlanObservation[] => {
    const address = `var.${name}`;
    const variable = plan.configuration.variable(name);
    const mark = member(variable, "sensitive") === true;
    const byDefault = member(variable, "default");
    if (secretsIn(name, byDefault, isEmpty(byDefault) ? undefined : mark).length > 0) {
      const what = "its default is a secret that stands in the code";
      return [{ address, action: "default", verdict: "refuse", what }];
    }
    const value = member(plan.variables[name], "value");
    if (secretsIn(name, value, mark).length === 0) return [];
    const what = "holds a secret, which stands as plain text in the plan";
    if (mark)
      return [{ address, action: "read", verdict: "note", what: `${what}: make it \`ephemeral\`` }];
    const shown = "is not marked `sensitive` or `ephemeral`, so logs may show it too";
    return [{ address, action: "read", verdict: "refuse", what: `${what}; it ${shown}` }];
  });
}

/** What the configuration itself writes out; the settings of objects are judged with their changes. */
function inCode(plan: Plan): readonly PlanObservation[] {
  const ofProviders = Object.entries(plan.providers ?? {}).flatMap(([key, provider]) =>
    refusals(
      `provider.${key}`,
      "configure",
      constantSecrets(withoutEmulators(provider)),
      "in the code",
    ),
  );
  const ofBlocks = plan.configuration
    .written()
    .flatMap(({ address, expressions }) =>
      refusals(address, "configure", constantSecrets(expressions), "in the code"),
    );
  return [...ofProviders, ...ofBlocks];
}

/** The keys of an emulator open nothing. */
function withoutEmulators(provider: unknown): unknown {
  const expressions = member(provider, "expressions") ?? {};
  if (!asksEmulator(provider)) return expressions;
  return Object.fromEntries(
    Object.entries(expressions).filter(([name]) => !settingsOfEmulator.test(name)),
  );
}

/** The secrets among the constants of expressions, by the names that they are given to. */
function constantSecrets(expressions: unknown, path = ""): readonly PlainSecret[] {
  if (typeof expressions !== "object" || expressions === null) return [];
  if (Object.hasOwn(expressions, "constant_value")) {
    return secretsIn(path, withoutReferences(member(expressions, "constant_value")), undefined);
  }
  return Object.entries(expressions).flatMap(([key, inner]) =>
    constantSecrets(inner, Array.isArray(expressions) ? path : `${path}.${key}`),
  );
}

/** A text that takes a part from elsewhere is no secret by its name, but what it writes out, or what an expression in it does, may look like one. */
function withoutReferences(value: unknown): unknown {
  if (typeof value === "string" && value.includes("${")) {
    const keep = (expression: string) => (looksSecret(expression) ? expression : "${elsewhere}");
    const written = replaceInterpolations(value, keep) ?? value;
    return looksSecret(written) ? written : "";
  }
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.entries(value).map(([key, item]) => [key, withoutReferences(item)] as const);
  return Array.isArray(value) ? inner.map(([, item]) => item) : Object.fromEntries(inner);
}

/** What data blocks have read is kept in the state too. Whether it was there before this plan, nobody can know. */
function ofData(plan: Plan): readonly PlanObservation[] {
  const read = dataIn(rootModuleOf(plan.priorState)).flatMap((object) =>
    refusals(object.address, "read", secretsWithin(object), "in the state").map(
      (one): PlanObservation => ({ ...one, verdict: "note" }),
    ),
  );
  const later = plan.changes
    .filter(({ isData, action }) => isData && action === "read")
    .flatMap((change) =>
      refusals(change.address, "read", readLater(change), "in the state from now on"),
    );
  return [...read, ...later];
}

function dataIn(module: unknown): readonly (SearchedObject & { readonly address: string })[] {
  const own = listOf(member(module, "resources")).flatMap((one) => {
    const values = member(one, "values");
    if (member(one, "mode") !== "data" || typeof values !== "object" || values === null) return [];
    return [
      {
        address: textOf(member(one, "address")),
        type: textOf(member(one, "type")),
        values: values as SearchedObject["values"],
        sensitive: member(one, "sensitive_values"),
      },
    ];
  });
  return [...own, ...listOf(member(module, "child_modules")).flatMap(dataIn)];
}

function readLater({ type, after, afterUnknown, afterSensitive }: ResourceChange) {
  const known = secretsWithin({ type, values: after ?? {}, sensitive: afterSensitive });
  const unknown = Object.entries(afterUnknown ?? {}).filter(
    ([name, mark]) =>
      mark === true && (member(afterSensitive, name) === true || kindOfName(name) === "secret"),
  );
  return [...known, ...unknown.map(([path]) => ({ path }))];
}

function hasSecretName({ address }: ResourceChange): boolean {
  return address.includes("(secret)");
}
