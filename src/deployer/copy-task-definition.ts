import { type Code, code } from "./jsonata";

/**
 * What DescribeTaskDefinition answers and RegisterTaskDefinition does not take; all else is copied, also fields that
 * AWS adds later.
 */
export const answeredOnly = [
  "Compatibilities",
  "DeleteRequestedAt",
  "DeregisteredAt",
  "RegisteredAt",
  "RegisteredBy",
  "RequiresAttributes",
  "Revision",
  "Status",
  "TaskDefinitionArn",
];

/**
 * The request that registers the same task definition with another image: every field and tag is kept, so that the plan
 * after a release is empty. `$map` is in brackets, or a list of one container would become an object.
 */
export function copyWithImage(described: Code, container: string, image: Code): Code {
  return code`(
    $described := ${described};
    $tags := $filter($described.Tags, function($tag) { $substring($tag.Key, 0, 4) != 'aws:' });
    $merge([
      $sift($described.TaskDefinition, function($value, $field) { $not($field in ${answeredOnly}) }),
      {'ContainerDefinitions': [$map($described.TaskDefinition.ContainerDefinitions, function($container) {
        $container.Name = ${container} ? $merge([$container, {'Image': ${image}}]) : $container
      })]},
      $count($tags) > 0 ? {'Tags': [$tags]} : {}
    ])
  )`;
}
