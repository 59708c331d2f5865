import { type Invariant, resourcesOf } from "./invariant";

/** What holds data, or without which data is lost. */
export const statefulTypes = [
  "aws_cloudwatch_log_group",
  "aws_db_instance",
  "aws_dynamodb_table",
  "aws_ecr_repository",
  "aws_kms_key",
  "aws_s3_bucket",
  "aws_secretsmanager_secret",
  "aws_ssm_parameter",
];

/** No plan deletes what holds data. */
export const dataCannotBeDestroyed: Invariant = (synthesized) =>
  resourcesOf(synthesized)
    .filter(({ type }) => statefulTypes.includes(type))
    .filter(({ args }) => !(args["lifecycle"] as { prevent_destroy?: boolean })?.prevent_destroy)
    .map(({ address }) => `${address} could be destroyed by a plan`);

/** Data is encrypted, and a database is reached only from inside. */
export const databasesArePrivate: Invariant = (synthesized) =>
  Object.entries(synthesized.all("aws_db_instance")).flatMap(([name, args]) => {
    const safe =
      args["publicly_accessible"] === false &&
      args["storage_encrypted"] === true &&
      args["deletion_protection"] === true &&
      args["skip_final_snapshot"] === false;
    return safe ? [] : [`aws_db_instance.${name} is public, unencrypted or easy to lose`];
  });

/** Whose everything is: the provider's default tags, and none besides them that could differ. */
export const everythingIsTagged: Invariant = ({ json }, environment) => {
  const { application, environment: name, tags } = environment;
  const expected = { ...tags, application, environment: name, "managed-by": "slipway" };
  const [provider] = (json["provider"] as { aws: { default_tags: { tags: unknown }[] }[] }).aws;
  const same =
    JSON.stringify(sorted(provider?.default_tags[0]?.tags)) === JSON.stringify(sorted(expected));
  return same ? [] : ["the provider's default tags are not the environment's"];
};

function sorted(value: unknown): unknown {
  return Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** No policy of ours lets somebody do everything; the account on its own key is the one exception. */
export const noPolicyIsBoundless: Invariant = (synthesized) =>
  resourcesOf(synthesized).flatMap(({ type, address, args }) =>
    ["policy", "assume_role_policy"]
      .filter((key) => typeof args[key] === "string" && type !== "aws_ecr_lifecycle_policy")
      .flatMap((key) => statements(args[key] as string))
      .filter(({ Sid, Effect, Action }) => {
        const boundless = [Action].flat().some((action) => /^(\*|\w+:\*)$/.test(`${action}`));
        return Effect === "Allow" && boundless && Sid !== "TheAccountKeepsControl";
      })
      .map(({ Sid }) => `${address}: ${Sid} allows everything`),
  );

function statements(policy: string) {
  return (JSON.parse(policy) as { Statement: { Sid: string; Effect: string; Action: unknown }[] })
    .Statement;
}
