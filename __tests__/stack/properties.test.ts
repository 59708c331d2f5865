import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryVariant } from "../support/arbitrary-variant";
import { violations } from "../support/invariants";
import { synthesizeEnvironment } from "../support/synth";

test("whatever a valid file says, it synthesizes, keeps every promise, and its text reaches the container as it was written", () => {
  fc.assert(
    fc.property(arbitraryVariant, (environment) => {
      const synthesized = synthesizeEnvironment(environment);
      expect(violations(synthesized, environment)).toEqual([]);

      const task = synthesized.only("aws_ecs_task_definition");
      const [app] = JSON.parse(task["container_definitions"] as string);
      const { value } = app.environment.find(({ name }: { name: string }) => name === "BANNER");
      const asTerraformReadsIt = value.replace(/([$%])\1(?=\{)/g, "$1");
      expect(asTerraformReadsIt).toBe(environment.service.variables["BANNER"]);
    }),
    { numRuns: 40 },
  );
});
