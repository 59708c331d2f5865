import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryVariant } from "./support/arbitrary-variant";
import { violations } from "./support/invariants";
import { synthesizeEnvironment } from "./support/synth";

test("whatever a valid file says, it synthesizes and keeps every promise", () => {
  fc.assert(
    fc.property(arbitraryVariant, (environment) => {
      expect(violations(synthesizeEnvironment(environment), environment)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("a plain variable reaches the container as it was written", () => {
  fc.assert(
    fc.property(arbitraryVariant, (environment) => {
      const task = synthesizeEnvironment(environment).only("aws_ecs_task_definition");
      const [app] = JSON.parse(task["container_definitions"] as string);
      const written = app.environment.find(({ name }: { name: string }) => name === "BANNER").value;
      expect(written.replace(/([$%])\1(?=\{)/g, "$1")).toBe(
        environment.service.variables["BANNER"],
      );
    }),
    { numRuns: 40 },
  );
});
