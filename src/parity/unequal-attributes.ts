import { isSection } from "../config/setting";
import type { TerraformJson } from "../stack/terraform-json";

/** One attribute of the synthesized Terraform that still differs. */
export interface UnequalAttribute {
  /** Address and attribute, such as `aws_db_instance.database: multi_az`; the address alone where only one has it. */
  readonly where: string;
  /** Undefined where it is absent; both are where only the order of keys differs. */
  readonly here: unknown;
  readonly there: unknown;
}

/** Where two environments' Terraform differs, by address and attribute. */
export function unequalAttributes(here: TerraformJson, there: TerraformJson): UnequalAttribute[] {
  return walk(here, there, []).map(({ path, ...values }) => ({ where: describe(path), ...values }));
}

interface Found {
  readonly path: readonly string[];
  readonly here: unknown;
  readonly there: unknown;
}

function walk(here: unknown, there: unknown, path: readonly string[]): Found[] {
  if (JSON.stringify(here) === JSON.stringify(there)) return [];
  const isBlock = path.length < 3; // block, type, name: a whole resource that is absent is one finding
  if (isSection(here) && isSection(there)) {
    const keys = [...new Set([...Object.keys(here), ...Object.keys(there)])].filter(
      (key) => key !== "//",
    );
    const found = keys.flatMap((key) => walk(here[key], there[key], [...path, key]));
    return found.length > 0 ? found : [{ path, here: undefined, there: undefined }]; // only the order of keys differs
  }
  if (isBlock && (isSection(here) || isSection(there))) {
    const keys = Object.keys((here ?? there) as object);
    return keys.map((key) => ({
      path: [...path, key],
      here: isSection(here) ? here[key] : undefined,
      there: isSection(there) ? there[key] : undefined,
    }));
  }
  return [{ path, here, there }];
}

function describe([block, type, name, ...attribute]: readonly string[]): string {
  const address =
    block === "resource" ? `${type}.${name}` : [block, type, name].filter(Boolean).join(".");
  return attribute.length > 0 ? `${address}: ${attribute.join(".")}` : address;
}
