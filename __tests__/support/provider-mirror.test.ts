import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { findProviderMirror, platform } from "./provider-mirror";
import { useTemporaryFolder } from "./temporary-folder";

const folder = useTemporaryFolder();
afterEach(() => vi.unstubAllEnvs());

/** Puts a provider of that version into a mirror and returns the mirror. */
function mirror(name: string, version: string, on = platform): string {
  const place = join(folder(), name, "registry.terraform.io/hashicorp/aws", version, on);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `terraform-provider-aws_v${version}_x5`), "");
  return join(folder(), name);
}

test("takes the newest provider that is in the tested range, from any mirror", () => {
  const mirrors = [mirror("a", "5.100.0"), mirror("a", "6.100.0"), mirror("b", "6.9.0")];
  expect(findProviderMirror(mirrors)).toEqual({
    version: "6.9.0",
    folder: join(folder(), "b/registry.terraform.io/hashicorp/aws/6.9.0", platform),
    platform,
  });
});

test("takes no provider of another machine, none that is not unpacked, and none from a mirror that is not there", () => {
  const other = mirror("other", "6.0.0", "plan9_mips");
  const empty = join(folder(), "empty");
  mkdirSync(join(empty, "registry.terraform.io/hashicorp/aws/6.0.0", platform), {
    recursive: true,
  });
  expect(findProviderMirror([other, empty, join(folder(), "none")])).toBeUndefined();
});

test.each([
  [
    "the file of TF_CLI_CONFIG_FILE",
    () => ({ TF_CLI_CONFIG_FILE: settings(mirror("own", "6.1.0")) }),
  ],
  [
    "a data folder of the machine",
    () => ({ XDG_DATA_DIRS: join(mirror("data/terraform/plugins", "6.1.0"), "../..") }),
  ],
  [
    "what .ci/install-tools found",
    () => ({ SLIPWAY_TOOLS: join(mirror("tools/providers", "6.1.0"), "..") }),
  ],
])("finds the mirror of %s", (_, variables) => {
  for (const [name, value] of Object.entries(variables())) vi.stubEnv(name, value);
  expect(findProviderMirror()?.folder).toContain(folder());
});

function settings(path: string): string {
  const file = join(folder(), "terraformrc");
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path    = "${path}"\n    include = ["hashicorp/*"]\n  }\n}\n`,
  );
  return file;
}
