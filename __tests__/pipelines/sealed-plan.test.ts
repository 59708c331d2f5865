import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { writeReviewRecord } from "../../src/operate/apply/review-record";
import { copyEnvironments } from "../support/fixture-environments";
import { describeWithTools } from "../support/tools";
import { useInfrastructureRun } from "./support/infrastructure";
import { standIns } from "./support/stand-ins";
import { action, repository } from "./support/workflow";

const { folder, checkout, stack, runAction } = useInfrastructureRun();

describeWithTools(["gpg"], "a plan between the job that plans and the job that applies", () => {
  beforeEach(() => {
    mkdirSync(join(stack("plan"), ".terraform/providers"), { recursive: true });
    writeFileSync(join(stack("plan"), ".terraform/providers/aws"), "a large download");
    writeFileSync(join(stack("plan"), "plan"), Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff]));
    writeFileSync(join(stack("plan"), "plan.review.json"), '{"refused":false}');
    writeFileSync(join(stack("plan"), ".terraform.lock.hcl"), "pins");
  });

  /** Seals the plan and hands it over, as the artifact would. */
  async function seal(): Promise<string> {
    const sealed = await runAction("plan", "Seal the plan");
    expect(sealed).toMatchObject({ code: 0 });
    hand(readFileSync(join(checkout("plan"), "plan.sealed")));
    return sealed.outputs["sha256"] ?? "";
  }

  /** Hands over what sealing gave once: most cases are about what is done with it, and each sealing is slow on purpose. */
  let kept: { readonly bytes: Buffer; readonly sha256: string } | undefined;
  async function sealed(): Promise<string> {
    if (kept === undefined) {
      const sha256 = await seal();
      kept = { bytes: readFileSync(join(checkout("apply"), "plan.sealed")), sha256 };
    }
    hand(kept.bytes);
    return kept.sha256;
  }

  const hand = (bytes: Buffer) => writeFileSync(join(checkout("apply"), "plan.sealed"), bytes);
  const open = (sha256: string, expressions: Record<string, string> = {}) =>
    runAction("apply", "Open it", { expressions: { "inputs.sha256": sha256, ...expressions } });

  test("arrives byte for byte, with its review and its pins, without the downloads", async () => {
    expect(await open(await seal())).toMatchObject({ code: 0 });

    for (const file of ["plan", "plan.review.json", ".terraform.lock.hcl"]) {
      expect(readFileSync(join(stack("apply"), file))).toEqual(
        readFileSync(join(stack("plan"), file)),
      );
    }
    expect(() => readFileSync(join(stack("apply"), ".terraform/providers/aws"))).toThrow("ENOENT");
  });

  test("cannot be read in between", async () => {
    await sealed();
    const bytes = readFileSync(join(checkout("apply"), "plan.sealed")).toString("latin1");
    expect(bytes).not.toMatch(/plan|refused|pins|eec-dev/);
  });

  test("is sealed with the largest count there is, whatever the runner, and no agent is left behind", async () => {
    await seal();
    const packet = readFileSync(join(checkout("apply"), "plan.sealed")).subarray(2, 15);
    const [version, aes256, iterated] = packet;
    expect({ version, aes256, iterated }).toEqual({ version: 4, aes256: 9, iterated: 3 });
    expect(packet.at(-1)).toBe(0xff); // 65 011 712 in the packet's one byte
    expect(readdirSync(join(folder(), ".gnupg"))).not.toContain("S.gpg-agent");
  });

  test("is refused when it is not the one of which the checksum was given", async () => {
    const sha256 = await sealed();
    writeFileSync(join(stack("plan"), "plan"), "another plan");
    await seal();
    const opened = await open(sha256);
    expect(opened.code).not.toBe(0);
    expect(() => readFileSync(join(stack("apply"), "plan"))).toThrow("ENOENT");
  });

  test("is refused when no checksum was given", async () => {
    await sealed();
    expect((await open("")).code).not.toBe(0);
  });

  test("is refused with another passphrase", async () => {
    const opened = await open(await sealed(), { "inputs.passphrase": "guessed" });
    expect(opened.code).not.toBe(0);
    expect(() => readFileSync(join(stack("apply"), "plan"))).toThrow("ENOENT");
  });

  test.each([
    ["plan", "Seal the plan"],
    ["apply", "Open it"],
  ] as const)("is refused by the job to %s while the secret is not set", async (job, step) => {
    const expressions = { "inputs.passphrase": "", "inputs.sha256": await sealed() };
    const refused = await runAction(job, step, { expressions });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The secret PLAN_PASSPHRASE is not set in this environment."),
    });
  });
});

describeWithTools(["gpg"], "slipway apply, where the plan was opened", () => {
  /** What slipway itself says in the job that applies, which here cannot reach AWS. */
  function apply(): string {
    copyEnvironments(checkout("apply"));
    const slipway = join(repository, "bin/slipway.js");
    const run = spawnSync(process.execPath, [slipway, "apply", "eec-dev"], {
      cwd: checkout("apply"),
      encoding: "utf8",
      env: { HOME: folder(), AWS_EC2_METADATA_DISABLED: "true", NODE_NO_WARNINGS: "1" },
    });
    return run.stderr;
  }

  beforeEach(async () => {
    mkdirSync(stack("plan"), { recursive: true });
    const plan = join(stack("plan"), "plan");
    writeFileSync(plan, "a plan");
    const basis = {
      pointer: undefined,
      revision: undefined,
      tableExists: false,
      operatorExists: false,
    };
    writeReviewRecord({ environment: "eec-dev", plan, refused: false, approvals: [], basis });
    const { outputs } = await runAction("plan", "Seal the plan");
    cpSync(join(checkout("plan"), "plan.sealed"), join(checkout("apply"), "plan.sealed"));
    const expressions = { "inputs.sha256": outputs["sha256"] ?? "" };
    expect(await runAction("apply", "Open it", { expressions })).toMatchObject({ code: 0 });
  });

  test("takes it for the reviewed plan, and asks for credentials next", () => {
    expect(apply()).toMatch(/^There are no AWS credentials for eec-dev\./);
  });

  test("refuses it when something changed it after that", () => {
    writeFileSync(join(stack("apply"), "plan"), "another plan");
    expect(apply()).toMatch(/^The plan of eec-dev changed after its review/);
  });
});

describe("applying", () => {
  test("fetches what the plan was made with, by the same pins, then applies that plan", async () => {
    const { path, calls } = standIns(folder(), { terraform: "", npm: "" });
    await runAction("apply", "Fetch what the plan was made with", { path });
    await runAction("apply", "Apply", { path });
    expect(calls()).toEqual([
      [
        "terraform",
        "-chdir=cdktf.out/stacks/eec-dev",
        "init",
        "-input=false",
        "-lockfile=readonly",
      ],
      ["npm", "run", "apply", "eec-dev"],
    ]);
  });

  test("opens the plan before anything of it is used", () => {
    const names = action("apply").steps?.map(({ name }) => name) ?? [];
    expect(names).toEqual([
      "Prepare",
      "Fetch the sealed plan",
      "Open it",
      "Fetch what the plan was made with",
      "Apply",
    ]);
  });
});
