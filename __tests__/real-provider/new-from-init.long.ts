import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { copyEnvironments } from "../support/fixture-environments";
import { runSlipway } from "../support/run-slipway";
import { journey } from "./support/journey";

// An environment that nobody wrote by hand: in an account and a network of its own, with a database like EEC's.
journey({ name: "books-test", environments: madeByInit });

function madeByInit(): string {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? "/tmp", "init-"));
  copyEnvironments(folder);
  const subnets = (tier: string) =>
    ["1", "2"].map((zone) => `subnet-0a1b2c3d4e5f901${tier}${zone}`).join(",");
  const answers = {
    like: "eec-dev",
    account: "444444444444",
    vpc: "vpc-0a1b2c3d4e5f90001",
    "load-balancer-subnets": subnets("0"),
    "service-subnets": subnets("1"),
    "database-subnets": subnets("2"),
    "zone-name": "books.example.gov",
    "zone-id": "Z0123456789BOOKS",
    "host-name": "test.books.example.gov",
  };
  const flags = Object.entries(answers).flatMap(([flag, value]) => [`--${flag}`, value]);
  const run = runSlipway(folder, ["init", "books", "test", ...flags]);
  if (run.code !== 0) throw new Error(run.stdout + run.stderr);
  return join(folder, "environments");
}
