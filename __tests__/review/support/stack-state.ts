import { isSection } from "../../../src/config/setting";
import { terraformJson } from "../../../src/stack/terraform-json";
import { fixtureEnvironment } from "../../support/fixture-environments";

/** An object of a state as Terraform keeps it. */
export interface KeptResource {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  instances: { attributes: Record<string, unknown> }[];
}

/** The state that a committed environment has once all is applied: its stack's own values, with tags and ARNs as the provider fills them in. */
export function stackState(
  name: string,
  edit: (resources: KeptResource[]) => KeptResource[] = (resources) => resources,
) {
  const environment = fixtureEnvironment(name);
  const stack = terraformJson(environment);
  const provider = (stack["provider"] as Provider).aws[0];
  const resources = Object.entries(stack.resource).flatMap(([type, named]) =>
    Object.entries(named).map(([block, values]) => ({
      mode: "managed",
      type,
      name: block,
      instances: [
        {
          attributes: {
            ...kept(values),
            arn: `arn:aws:any:${provider.region}:${environment.account}:${block}`,
            tags_all: { ...provider.default_tags[0].tags },
          },
        },
      ],
    })),
  );
  return { version: 4, serial: 7, resources: edit(resources) };
}

/** A write-only value is in no state, and one block is a list of one. */
function kept(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(values).filter(([key]) => !key.endsWith("_wo"));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isSection(value) ? [value] : value]),
  );
}

interface Provider {
  readonly aws: readonly [
    {
      readonly region: string;
      readonly default_tags: readonly [{ readonly tags: Record<string, string> }];
    },
  ];
}
