import { expect, test } from "vitest";
import {
  databaseConnections,
  databaseMemoryBytes,
  databaseProcessors,
  isBurstable,
} from "../../src/contract/database-class";

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
test.each([
  ["db.t3.micro", 2, 1],
  ["db.t4g.small", 2, 2],
  ["db.t4g.medium", 2, 4],
  ["db.m7g.large", 2, 8],
  ["db.m5.xlarge", 4, 16],
  ["db.m5.2xlarge", 8, 32],
  ["db.r6g.large", 2, 16],
  ["db.r5.24xlarge", 96, 768],
  ["db.r6i.16xlarge", 64, 512],
  ["db.x2g.large", 2, 32],
  ["db.x2g.xlarge", 4, 64],
  ["db.c6gd.medium", 2, 2],
  ["db.c6gd.4xlarge", 16, 32],
])("%s has %i processors and %i GiB, as AWS lists them", (instanceClass, processors, gib) => {
  expect(databaseProcessors(instanceClass)).toBe(processors);
  expect(databaseMemoryBytes(instanceClass)).toBe(gib * 1024 ** 3);
});

test.each(["db.z1d.large", "db.x1.16xlarge", "db.m7g.huge", "db.m7g.2xlargest", "db.m7g", "db"])(
  "of %s nothing is known",
  (instanceClass) => {
    expect(databaseProcessors(instanceClass)).toBeUndefined();
    expect(databaseMemoryBytes(instanceClass)).toBeUndefined();
    expect(databaseConnections(instanceClass)).toBeUndefined();
  },
);

test.each([
  ["db.t4g.micro", 90],
  ["db.m7g.large", 720],
  ["db.m7g.8xlarge", 5000],
  ["db.m7g.16xlarge", 5000],
])("%s takes at least %i connections, of a fifth less memory than it has", (name, connections) => {
  expect(databaseConnections(name)).toBe(connections);
});

test.each([
  ["db.t4g.medium", true],
  ["db.m7g.large", false],
])("%s has its processors whole only while it has credits: %s", (instanceClass, is) => {
  expect(isBurstable(instanceClass)).toBe(is);
});
