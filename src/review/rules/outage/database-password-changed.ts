import type { Plan } from "../../read/plan";
import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { note, type Observation, type Rule, refuse } from "../rule";
import { fromTo, inWords } from "../words";

/** The database gets another password than the one that the application reads, or AWS takes it over. */
export const databasePasswordChanged: Rule = {
  name: "database-password-changed",
  class: "outage",
  why: "The database takes the other password at once; the application goes on with the one in its secret, and every new connection is refused.",
  advice:
    "Raise `secrets.version` in the environment file: it writes the secret's new version first, and database and service follow.",
  kinds: new Set(["aws_db_instance", "aws_secretsmanager_secret_version"]),
  check(change, plan): readonly Observation[] {
    if (change.type !== "aws_db_instance") return withoutItsDatabase(change, plan);
    if (change.action !== "update") return [];
    const others = letsInOthers(change);
    return others.length > 0 ? others : withoutItsSecret(change, plan);
  },
};

function letsInOthers(change: ResourceChange): readonly Observation[] {
  const managed = "manage_master_user_password";
  const takesOver = prior(change, managed) !== true && isOn(planned(change, managed));
  return [
    ...(takesOver
      ? [
          refuse(
            `${fromTo(change, managed)}, so AWS makes another password at once, which no secret of this plan has`,
          ),
        ]
      : []),
    ...(prior(change, managed) === true && !isOn(planned(change, managed))
      ? [refuse(`${fromTo(change, managed)}, so AWS no longer keeps the password`)]
      : []),
    ...(sameValue(prior(change, "username"), planned(change, "username"))
      ? []
      : [refuse(`the database lets in somebody else: ${fromTo(change, "username")}`)]),
    ...(isEmpty(planned(change, "password")) ||
    sameValue(prior(change, "password"), planned(change, "password"))
      ? []
      : [refuse("`password` changes, and no secret of this plan is known to change with it")]),
  ];
}

function isOn(value: unknown): boolean {
  return value === true || value === UNKNOWN;
}

/** The password is written when its number changes; it must stand in a secret's version that this plan writes. */
function withoutItsSecret(change: ResourceChange, plan: Plan): readonly Observation[] {
  const name = "password_wo_version";
  const number = planned(change, name);
  if (sameValue(prior(change, name), number)) return [];
  const what = `writes a password that no new version of its secret has: ${fromTo(change, name)}`;
  const [source, ...others] = opened(plan.configuration.references(change.block, "password_wo"));
  if (source === undefined || others.length > 0) return [refuse(what)];
  const versions = plan.changes.filter(
    ({ type, isData }) => type === "aws_secretsmanager_secret_version" && !isData,
  );
  const isReader = ({ block }: ResourceChange) =>
    opened(plan.configuration.references(block, "secret_string_wo")).includes(source);
  const readers = versions.filter(isReader);
  if (!readers.every(isWrittenAnew)) return [refuse(what)];
  // Where the password is read back from a secret, a plan does not say from which: from the one that is called so, or one that gets the same number.
  const isReadBack = source.startsWith("ephemeral.aws_secretsmanager_secret_version.");
  const named = versions.filter(({ block }) => source.endsWith(`.${readBackOf(block.name)}`));
  const sources = (named.length > 0 ? named : versions).filter(
    (version) =>
      !isReader(version) &&
      isWrittenAnew(version) &&
      sameValue(planned(version, "secret_string_wo_version"), number),
  );
  return [(isReadBack ? sources : readers).length > 0 ? note(rotation) : refuse(what)];
}

/** What the module calls the ephemeral that reads a secret's version back. */
function readBackOf(version: string): string {
  return version.replace(/_version$/, "_read_back");
}

/** Who reads the password where the database does gets another one, while the database keeps its own: it goes by another number. */
function withoutItsDatabase(version: ResourceChange, plan: Plan): readonly Observation[] {
  if (!isWrittenAnew(version)) return [];
  const sources = opened(plan.configuration.references(version.block, "secret_string_wo"));
  const number = planned(version, "secret_string_wo_version");
  return plan.changes
    .filter(
      ({ type, isData, action }) => type === "aws_db_instance" && !isData && stays.has(action),
    )
    .filter((database) => {
      const ofDatabase = opened(plan.configuration.references(database.block, "password_wo"));
      const isItsOwn = sources.some((source) => ofDatabase.includes(source));
      const now = prior(database, "password_wo_version");
      const keepsPassword = sameValue(now, planned(database, "password_wo_version"));
      return isItsOwn && keepsPassword && !sameValue(now, number);
    })
    .map(({ address }) =>
      refuse(
        `gets a new password that ${address} does not get: \`secret_string_wo_version\` is ${inWords(number)}, ` +
          "and `password_wo_version` stays",
      ),
    );
}

const stays = new Set(["no-op", "update"]);

const rotation =
  "the database takes its new password during the apply: tasks that run keep the old one, and new connections of theirs fail " +
  "until the rollout has replaced them. If that rollout fails, ECS goes back to a revision that reads the old password: " +
  "find out why it failed, and raise `secrets.version` once more";

/** The ephemeral entries among the references, each once. */
function opened(references: readonly string[]): readonly string[] {
  return references.filter((reference) => /^ephemeral\.\w+\.[\w-]+$/.test(reference));
}

function isWrittenAnew({ action }: ResourceChange): boolean {
  return action === "create" || action === "replace";
}
