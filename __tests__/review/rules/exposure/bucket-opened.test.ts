import { describe, expect, test } from "vitest";
import { bucketOpened } from "../../../../src/review/rules/exposure/bucket-opened";
import { planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("bucket-opened", () => {
  const on = {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  };
  const address = "aws_s3_bucket_public_access_block.files";

  test("refuses that the block of public access goes, wholly or in part", () => {
    expect(saidBy(bucketOpened, planOf({ address, before: on }))).toEqual([
      "refused: removes the block of public access",
    ]);
    expect(saidOfUpdate(bucketOpened, address, on, { ...on, block_public_policy: false })).toEqual([
      "refused: no longer blocks public access: `block_public_policy` not on",
    ]);
    expect(saidOfUpdate(bucketOpened, address, on, on, { ignore_public_acls: true })).toHaveLength(
      1,
    );
  });

  test("lets the block be made, or made whole", () => {
    expect(saidBy(bucketOpened, planOf({ address, after: on }))).toEqual([]);
    expect(saidOfUpdate(bucketOpened, address, { ...on, block_public_acls: false }, on)).toEqual(
      [],
    );
    expect(
      saidBy(bucketOpened, planOf({ address, after: { ...on, block_public_acls: false } })),
    ).toHaveLength(1);
  });

  test("refuses an access list for the public, and lets a private one pass", () => {
    const acl = (value: string) =>
      planOf({ address: "aws_s3_bucket_acl.files", after: { acl: value } });
    expect(saidBy(bucketOpened, acl("public-read"))).toEqual([
      "refused: gives the bucket to the public by its access list",
    ]);
    expect(saidBy(bucketOpened, acl("private"))).toEqual([]);
    const grant = {
      access_control_policy: [
        { grant: [{ grantee: [{ uri: "http://acs.amazonaws.com/groups/global/AllUsers" }] }] },
      ],
    };
    expect(
      saidBy(bucketOpened, planOf({ address: "aws_s3_bucket_acl.files", after: grant })),
    ).toHaveLength(1);
  });
});

describe("bucket-opened, of kinds that the module never makes", () => {
  test("refuses an access list for the public, and that an access point blocks less", () => {
    const acl = (value: string) =>
      saidBy(bucketOpened, planOf({ address: "aws_s3_object.it", after: { acl: value } }));
    expect(acl("public-read")).toEqual(["refused: gives it to the public by its access list"]);
    expect(acl("private")).toEqual([]);
    const point = (block_public_acls: boolean, block_public_policy: boolean) => ({
      public_access_block_configuration: [{ block_public_acls, block_public_policy }],
    });
    const said = (before: Values, after: Values) =>
      saidOfUpdate(bucketOpened, "aws_s3_access_point.it", before, after);
    expect(said(point(true, true), point(true, false))).toEqual([
      "refused: no longer blocks public access: `public_access_block_configuration.block_public_policy` not on",
    ]);
    expect(said(point(true, false), point(true, true))).toEqual([]);
    expect(said({ quota: 1, ...point(true, true) }, { quota: 2, ...point(true, true) })).toEqual(
      [],
    );
  });
});
