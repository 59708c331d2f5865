import { containersThatStay, namedValues } from "../../read/containers";
import type { Plan } from "../../read/plan";
import { prior } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** A container reads a secret from another place: another secret, another account, another part of it. */
export const secretSwapped: Rule = {
  name: "secret-swapped",
  class: "privilege",
  why: "Who chooses the address of the database or the key of the sessions chooses whom the application trusts.",
  advice: "Put the new value into the secret that is there, as a new version.",
  kinds: new Set(["aws_ecs_task_definition"]),
  check(change, plan): readonly Observation[] {
    return containersThatStay(change, plan).flatMap(({ name, was, will }) => {
      const now = namedValues(was["secrets"], "valueFrom");
      return [...namedValues(will["secrets"], "valueFrom")].flatMap(([variable, place]) => {
        const [from, to] = [now.get(variable), withKnownPlaces(place, change, plan)];
        if (from === undefined || withoutVersion(from) === withoutVersion(to)) return [];
        return [
          refuse(`${name}: reads the secret ${variable} from ${inWords(to)}, not ${inWords(from)}`),
        ];
      });
    });
  },
};

/** Another version is a new value of the same secret: `…:secret:NAME:KEY:STAGE:VERSION`. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
function withoutVersion(place: string): string {
  if (!/^arn:[\w-]+:secretsmanager:/.test(place)) return place;
  return place.split(":").slice(0, 8).join(":").replace(/:$/, "");
}

/** A secret whose version is being written keeps its ARN, although the plan does not know it yet. */
function withKnownPlaces(place: string, from: ResourceChange, plan: Plan): string {
  const module = from.address.slice(0, from.address.lastIndexOf(`${from.block.type}.`));
  return place.replace(
    /\$\{(aws_secretsmanager_secret(?:_version)?\.[\w-]+(?:\["[^"]*"\])?)\.(\w+)\}/g,
    (whole, address: string, attribute: string) => {
      const secret = plan.changesByAddress.get(module + address);
      const value = secret && prior(secret, attribute);
      return typeof value === "string" ? value : whole;
    },
  );
}
