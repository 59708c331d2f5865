import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { fetchAwsProvider } from "./fetch-aws-provider";
import { useTemporaryFolder } from "./temporary-folder";
import { describeWithTools } from "./tools";

const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
const provider = `registry.terraform.io/hashicorp/aws/6.25.0/${platform}/terraform-provider-aws_v6.25.0`;

describeWithTools(["terraform"], "fetching the AWS provider", ({ terraform }) => {
  const folder = useTemporaryFolder();
  afterEach(() => vi.unstubAllEnvs());

  /** Terraform with a mirror of these files in place of its registry. */
  function useMirror(...files: readonly string[]): void {
    const mirror = join(folder(), "mirror");
    mkdirSync(mirror);
    for (const path of files.map((file) => join(mirror, file))) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "", { mode: 0o755 });
    }
    const settings = join(folder(), "terraformrc");
    writeFileSync(
      settings,
      `provider_installation {\n filesystem_mirror { path = "${mirror}" }\n}\n`,
    );
    vi.stubEnv("TF_CLI_CONFIG_FILE", settings);
  }

  test("gives a folder for terraform init -plugin-dir, and asks Terraform only once", () => {
    useMirror(provider);
    const cache = join(folder(), "cache");
    const fetched = fetchAwsProvider(terraform, cache);
    expect(existsSync(join(fetched, provider))).toBe(true);
    expect(readdirSync(cache)).toEqual(["aws-6.25.0"]);
    expect(fetchAwsProvider("/no/terraform", cache)).toBe(fetched);
  });

  test("refuses with Terraform's reason and leaves nothing half-fetched", () => {
    useMirror();
    const cache = join(folder(), "cache");
    expect(() => fetchAwsProvider(terraform, cache)).toThrow(
      "Could not retrieve the list of available versions for provider hashicorp/aws: " +
        "provider registry.terraform.io/hashicorp/aws was not found in any of the search locations",
    );
    expect(readdirSync(cache)).toEqual([]);
  });
});
