import { type Document, entryOf, fixturePlan, type Values } from "./plans";

/** The real task definition, replaced, with its one container changed. */
export function containers(before: Values, after: Values, more: (it: Document) => void = () => {}) {
  return fixturePlan("environment-variable", (it) => {
    const { change } = entryOf(it, "aws_ecs_task_definition.td");
    const merged = (text: unknown, values: Values) =>
      JSON.stringify([{ ...JSON.parse(String(text))[0], ...values }]);
    change.before = {
      ...change.before,
      container_definitions: merged(change.before?.["container_definitions"], before),
    };
    change.after = {
      ...change.after,
      container_definitions: merged(change.after?.["container_definitions"], after),
    };
    more(it);
  });
}

/** The same, with another container beside the one that is there. */
export function withSidecar(sidecar: Values, now: Values[] = []) {
  return containers({}, {}, (it) => {
    const { change } = entryOf(it, "aws_ecs_task_definition.td");
    const beside = (text: unknown, more: Values[]) =>
      JSON.stringify([...JSON.parse(String(text)), ...more]);
    change.before = {
      ...change.before,
      container_definitions: beside(change.before?.["container_definitions"], now),
    };
    change.after = {
      ...change.after,
      container_definitions: beside(change.after?.["container_definitions"], [sidecar]),
    };
  });
}

/** The container definitions are known only after the apply, and written so. */
export function unknownContainers(template: string) {
  return (it: Document) => {
    const { change } = entryOf(it, "aws_ecs_task_definition.td");
    change.after_unknown = { ...change.after_unknown, container_definitions: true };
    delete change.after?.["container_definitions"];
    const block = it.configuration.root_module.resources.find(
      ({ type }) => type === "aws_ecs_task_definition",
    );
    if (block) block.expressions["container_definitions"] = { constant_value: template };
  };
}

/** A container's secrets: the name of each, and where its value is read. */
export function secretsFrom(...named: [name: string, valueFrom: string][]): Values {
  return { secrets: named.map(([name, valueFrom]) => ({ name, valueFrom })) };
}

/** A secret of the environment that `containers` changes. */
export const ownSecret = "arn:aws:secretsmanager:us-east-1:111111111111:secret:eec-dev/KEY-AbCdEf";
