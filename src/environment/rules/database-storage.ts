import type { Rule } from "./rule";

/** RDS wants room to grow: a tenth at least. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
export const databaseStorage: Rule = ({ database }) => {
  if (database.mode !== "create") return [];
  const least = Math.ceil((database.storageGiB * 11) / 10);
  if (database.maxStorageGiB >= least) return [];
  return [
    {
      path: ["database", "maxStorageGiB"],
      message: `must be at least ${least}, a tenth above storageGiB, got ${database.maxStorageGiB}`,
      fix: `write ${least} or more; storage grows by itself up to there`,
    },
  ];
};
