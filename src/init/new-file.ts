import { partitionOf } from "../base/arns";
import { isIdentity } from "../config/differences";
import type { Environment } from "../config/schema";
import { promotedTagPrefix } from "../contract/images";
import { environmentName, iamArn, namesOf } from "../contract/names";
import {
  Draft,
  inAccount,
  type NewEnvironment,
  type ProposedDifference,
  type SettingAnswer,
} from "./draft";
import { fillNetwork } from "./own-network";

/**
 * The text of a new environment file: that of the environment it is like, with the answers in it, the names that follow from its
 * own, and a mark at everything else that only its owner knows.
 */
export function newFile(text: string, request: NewEnvironment): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => !line.startsWith("#"));
  const draft = new Draft(lines.slice(start).join("\n"));
  draft.put("application", request.application);
  draft.put("environment", request.environment);
  fillMirror(draft, request);
  fillNetwork(draft, request);
  for (const [setting, answer] of request.answers)
    if (!isLeftOut(setting, answer, draft)) draft.put(setting, answer);
  draft.put("region", draft.text("region"));
  fillWhatFollows(draft, request);

  fillAccount(draft, request);
  fillNames(draft, request);
  fillZones(draft, request);
  fillPromotion(draft, request);
  moveArns(draft, request);
  markTheRest(draft, request);

  const schema = lines.slice(0, start).filter((line) => line.includes("yaml-language-server"));
  const from = request.role ? `for ${request.role}` : `like ${environmentName(request.like)}`;
  const heading = [
    ...schema,
    `# Made by \`slipway init\`, ${from}. Only you know what is right where a line is marked as a placeholder.`,
  ];
  return `${heading.join("\n")}\n${draft.toString()}`;
}

/** A file whose network is others' need not say so. */
function isLeftOut(setting: string, answer: SettingAnswer, draft: Draft): boolean {
  return setting === "network.mode" && answer === "existing" && !draft.has(setting);
}

/** A mirror says what it mirrors and why it differs; a reason that nobody gave is a placeholder. */
function fillMirror(draft: Draft, { mirrors, differences = [] }: NewEnvironment): void {
  draft.put("mirrors", mirrors ?? null);
  declare(draft, differences);
}

/** Writes the differences that a mirror declares. */
export function declare(draft: Draft, differences: readonly ProposedDifference[]): void {
  const unknown = "Say here why this may differ from what is mirrored.";
  draft.put(
    "differences",
    differences.map(({ setting, because }) => ({ setting, because: because ?? unknown })),
  );
  for (const [index, { because }] of differences.entries())
    if (because === undefined)
      draft.suggest(["differences", `${index}`, "because"], unknown, "why");
}

/** Settings that follow from an answer, unless they have one of their own. */
function fillWhatFollows(draft: Draft, { answers }: NewEnvironment): void {
  const port = answers.get("service.port");
  if (port !== undefined && draft.has("service.variables.PORT"))
    draft.put("service.variables.PORT", `${port}`);
  const everybody = draft.text("loadBalancer.allowedCidrs.0") === "0.0.0.0/0";
  if (answers.get("loadBalancer.scheme") === "internal" && everybody) {
    draft.put("loadBalancer.allowedCidrs", ["10.0.0.0/8"]);
    draft.suggest(["loadBalancer", "allowedCidrs", "0"], "10.0.0.0/8", "who may reach it");
  }
  const storage = Number(draft.text("database.storageGiB"));
  if (answers.has("database.storageGiB") && storage >= Number(draft.text("database.maxStorageGiB")))
    draft.put("database.maxStorageGiB", storage * 2);
}

/** ARNs in the other environment's account or region name the new one's: they are placeholders in both cases. */
function moveArns(draft: Draft, { like }: NewEnvironment): void {
  const region = draft.text("region");
  for (const { keys, value } of draft.values()) {
    if (typeof value !== "string" || !value.startsWith("arn:")) continue;
    const moved = value
      .replace(/^arn:[\w-]+:/, `arn:${partitionOf(region)}:`)
      .replaceAll(`:${like.region}:`, `:${region}:`)
      .replaceAll(`:${like.account}:`, `:${draft.text("account")}:`);
    if (moved !== value) draft.suggest(keys, moved);
  }
}

/** What only an owner knows besides what distinguishes two environments: people, address ranges, repositories on GitHub. `*` is any one key. */
const ownersToo = [
  "tags.*",
  "network.egress.cidrs.*",
  "network.resolverCidrs.*",
  "loadBalancer.allowedCidrs.*",
  "loadBalancer.allowedSecurityGroupIds.*",
  "repository.pushers.*",
  "repository.pullers.*",
  "delivery.subscribers.*.address",
  "delivery.subscribers.*.url",
  "delivery.subscribers.*.queueArn",
  "monitoring.*.*.address",
  "monitoring.*.*.url",
  "monitoring.*.*.queueArn",
  "access.github.*.repository",
  "access.github.*.subject.ownerId",
  "access.github.*.subject.repositoryId",
].map((pattern) => pattern.split("."));

/** What every application has otherwise, and an environment of another one cannot know. */
const applicationsToo = [
  "service.port",
  "service.healthCheck.path",
  "service.variables.PORT",
  "service.migrationCommand",
  "promotion.testCommand",
  "database.storageGiB",
];

const everywhere: readonly unknown[] = ["0.0.0.0/0", "::/0", null];

/** Marks as a placeholder whatever was copied and only the new environment's owner knows. */
function markTheRest(draft: Draft, request: NewEnvironment): void {
  for (const { keys, value } of draft.values()) {
    if (everywhere.includes(value) || isDecided(draft, keys) || !isOwners(keys)) continue;
    const isArn = typeof value === "string" && value.startsWith("arn:");
    draft.suggest(keys, typeof value === "string" && !isArn ? renamed(value, request) : value);
  }
  if (request.application !== request.like.application) {
    for (const setting of applicationsToo) {
      const value = draft.value(setting);
      if (value === undefined || value === null || draft.isDecided(setting)) continue;
      if (!draft.isPlaceholder(setting))
        draft.suggest(Array.isArray(value) ? [...setting.split("."), "0"] : setting);
    }
  }
  draft.comments((comment) => renamed(comment, request));
}

function isOwners(keys: readonly string[]): boolean {
  const isOther = ownersToo.some(
    (pattern) =>
      pattern.length === keys.length && pattern.every((key, i) => key === "*" || key === keys[i]),
  );
  return isOther || isIdentity(keys.join("."));
}

/** An entry of a list is decided with its list. */
function isDecided(draft: Draft, keys: readonly string[]): boolean {
  return keys.some((_, index) => draft.isDecided(keys.slice(0, index + 1)));
}

/** Text that names the other application or environment names the new one. */
function renamed(text: string, request: NewEnvironment): string {
  const { application, environment } = request.like;
  const words = new RegExp(`(?<![a-z0-9])${application}(-${environment})?(?![a-z0-9])`, "gi");
  return text.replace(words, (_, whole?: string) =>
    whole ? environmentName(request) : request.application,
  );
}

/** What an account has once, and its environments share: the state bucket, GitHub's identity provider, a listener's priorities. */
function fillAccount(draft: Draft, request: NewEnvironment): void {
  const isGiven = request.answers.has("account");
  if (!isGiven) draft.suggest("account");
  fillState(draft, request, isGiven);
  fillIdentityProvider(draft, request, isGiven);
  fillPriority(draft, request);
}

function fillState(draft: Draft, request: NewEnvironment, isGiven: boolean): void {
  const account = draft.text("account");
  const [neighbour] = inAccount(request, account);
  const bucket = neighbour?.state.bucket ?? `slipway-state-${account}`;
  const region = neighbour?.state.region ?? draft.text("region");
  if (!draft.isDecided("state.bucket")) {
    if (isGiven) draft.put("state.bucket", bucket);
    else draft.suggest("state.bucket", bucket);
  }
  if (!draft.isDecided("state.region")) draft.put("state.region", region);
}

/** One environment of an account makes the provider, the others use it. */
function fillIdentityProvider(draft: Draft, request: NewEnvironment, isGiven: boolean): void {
  const setting = "access.github.provider";
  if (!draft.has(setting)) return;
  const neighbours = inAccount(request, draft.text("account"));
  const isThere = neighbours.some(({ access }) => access.github.mode === "oidc");
  if (isThere && isGiven) draft.put(setting, "existing");
  else if (isThere) draft.suggest(setting, "existing", "create in an account that has none");
  else draft.suggest(setting, "create", "existing if the account has GitHub's provider already");
}

/** On a listener that is shared, the next priority that no file has; whether it is free there, its owner knows. */
function fillPriority(draft: Draft, { others }: NewEnvironment): void {
  const setting = "loadBalancer.priority";
  if (!draft.has(setting)) return;
  const listener = draft.text("loadBalancer.listenerArn");
  const used = others.flatMap(({ loadBalancer }) =>
    loadBalancer.mode === "existing" && loadBalancer.listenerArn === listener
      ? [loadBalancer.priority]
      : [],
  );
  let free = Number(draft.text(setting));
  while (used.includes(free)) free = free === 50_000 ? 1 : free + 1;
  draft.suggest(setting, free);
}

/** The names that follow from application and environment, so that nothing is named after the environment that it is like. */
function fillNames(draft: Draft, request: NewEnvironment): void {
  const { application, environment } = request;
  const name = environmentName(request);
  const sqlName = sqlNameOf(application);
  const names = {
    "repository.name": `${application}/${environment}`,
    "database.name": sqlName,
    "database.username": sqlName,
    "access.github.deploy.environment": `${name}-deploy`,
    "access.github.terraform.planEnvironment": `${name}-plan`,
    "access.github.terraform.applyEnvironment": name,
  };
  for (const [setting, value] of Object.entries(names)) {
    if (draft.has(setting) && !draft.isDecided(setting)) draft.put(setting, value);
  }
}

/** PostgreSQL keeps names that begin with `pg_` for itself, RDS those that begin with `rds`. */
function sqlNameOf(application: string): string {
  const name = application.replaceAll("-", "_");
  return /^(pg_|rds)/.test(name) ? `app_${name}` : name;
}

/**
 * Where images come from. The source of the copied environment is one only where it is of the same application, tested, and lets
 * the new one in; for another application it is the environment of the same name. Where none fits, images are pushed for now.
 */
function fillPromotion(draft: Draft, request: NewEnvironment): void {
  if (draft.has("access.promotionReaders")) draft.put("access.promotionReaders", []);
  const copied = request.like.promotion.source;
  if (copied.mode === "none") return;

  const name = sourceName(copied.name, request);
  const source = request.others.find((other) => environmentName(other) === name);
  const obstacle = obstacleOf(name, source, draft, request);
  if (!source || obstacle) {
    pushForNow(draft, name, obstacle ?? "");
    return;
  }
  draft.put("promotion.source.name", name);
  draft.put("promotion.source.account", source.account);
  draft.put("promotion.source.region", source.region);
  draft.put("promotion.source.repository", source.repository.name);
}

function sourceName(copied: string, { application, like, others }: NewEnvironment): string {
  if (application === like.application) return copied;
  const known = others.find((other) => environmentName(other) === copied)?.environment;
  const environment = known ?? copied.slice(like.application.length + 1);
  return `${application}-${environment}`;
}

/** What must be done before images can come from there; undefined where nothing prevents it. */
function obstacleOf(
  name: string,
  source: Environment | undefined,
  draft: Draft,
  { application, environment }: NewEnvironment,
): string | undefined {
  if (name === `${application}-${environment}`) return "another environment is tested";
  if (!source) return "it has a file";
  if (source.promotion.testCommand === null) return "its promotion.testCommand is set";
  const place = { account: draft.text("account"), region: draft.text("region") };
  if (source.account === place.account) return undefined;
  const { promoterRole } = namesOf({ application, environment, ...place });
  const promoter = iamArn(place, "role", source.access.iamPath, promoterRole);
  if (source.access.promotionReaders.includes(promoter)) return undefined;
  return `its access.promotionReaders lists ${promoter}`;
}

function pushForNow(draft: Draft, name: string, until: string): void {
  draft.put("promotion.source", { mode: "none" });
  draft.suggest("promotion.source.mode", "none", `environment, with name: ${name}, once ${until}`);
  draft.put("access.promoter", { mode: "none" });
  draft.suggest("access.promoter.mode", "none", "role, together with promotion.source");
  draft.put("delivery.countedTags", ["*"]);
  const promoted = `"${promotedTagPrefix}*" together with promotion.source`;
  draft.suggest(["delivery", "countedTags", "0"], "*", promoted);
}

const hostName = "domain.hostName";
const zone = "domain.hostedZone";
const proof = "domain.certificate.validationZone";

/** Host name, its zone, and the zone that proves it: what is given decides what is not. */
function fillZones(draft: Draft, request: NewEnvironment): void {
  const { domain } = request.like;
  const known = (setting: string) => request.answers.has(setting);
  const copy = (to: string, from: string) => {
    if (known(from)) draft.put(to, draft.text(from));
    else draft.suggest(to, draft.text(from));
  };

  if (!known(`${zone}.name`)) draft.suggest(`${zone}.name`, zoneOf(draft, known(hostName)));
  if (!known(`${zone}.id`)) draft.suggest(`${zone}.id`);
  if (!known(hostName)) {
    const name = `${environmentName(request)}.${draft.text(`${zone}.name`)}`;
    if (known(`${zone}.name`)) draft.put(hostName, name);
    else draft.suggest(hostName, name);
  }

  if (domain.certificate.mode !== "managed") return;
  const isOneZone = domain.certificate.validationZone.id === domain.hostedZone.id;
  for (const key of ["id", "name"]) {
    if (known(`${proof}.${key}`)) continue;
    if (isOneZone) copy(`${proof}.${key}`, `${zone}.${key}`);
    else draft.suggest(`${proof}.${key}`);
  }
  const isProven = isInside(draft.text(hostName), draft.text(`${proof}.name`));
  if (!isProven && !known(`${proof}.name`)) {
    draft.suggest(`${proof}.name`, draft.text(`${zone}.name`));
  }
}

/** The copied zone where the host name is in it, else the one right above the host name. */
function zoneOf(draft: Draft, hasHostName: boolean): string {
  const copied = draft.text(`${zone}.name`);
  const given = draft.text(hostName);
  if (!hasHostName || isInside(given, copied)) return copied;
  const labels = given.split(".");
  return labels.length > 2 ? labels.slice(1).join(".") : given;
}

function isInside(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}
