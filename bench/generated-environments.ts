import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { fixtureEnvironment } from "../__tests__/support/fixture-environments";

/** Writes `count` environment files like dev's, which makes everything itself, into `folder/environments`, each with names of its own. */
export function writeGeneratedEnvironments(folder: string, count: number): void {
  const directory = join(folder, "environments");
  mkdirSync(directory, { recursive: true });
  const environment = fixtureEnvironment("eec-dev");
  for (let index = 1; index <= count; index++) {
    const name = `e${index}`;
    const generated = {
      ...environment,
      environment: name,
      mirrors: null,
      differences: [],
      repository: { ...environment.repository, name: `eec/${name}` },
      access: { ...environment.access, github: { mode: "none" } }, // an account has one provider of GitHub's
      domain: { ...environment.domain, hostName: `${name}.${environment.domain.hostedZone.name}` },
    };
    writeFileSync(join(directory, `eec-${name}.yaml`), stringify(generated));
  }
}
