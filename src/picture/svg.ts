import type { TerraformJson } from "../terraform-json";
import { dot } from "./dot";

/** The picture of an environment as SVG, drawn by Graphviz; the same Terraform makes the same bytes. */
export async function svg(name: string, json: TerraformJson): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  return viz.renderString(dot(name, json), { format: "svg" });
}
