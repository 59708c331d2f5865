/** Colours of every picture: text, lines and what is beside them, what Slipway makes or does, and what is refused or open to everybody. */
export const colours = {
  ink: "#1f2937",
  quiet: "#6b7280",
  ours: "#eff6ff",
  alert: "#b91c1c",
} as const;

/** What frames a picture. */
interface Frame {
  readonly width: number;
  readonly height: number;
  /** For those who do not see it. */
  readonly title: string;
  /** Id of the title, another for each kind of picture: several may stand in one page. */
  readonly titleId: string;
  /** What arrows end in. */
  readonly markers?: string;
  readonly background?: string;
}

/** A picture of these parts, as a file of its own. */
export function svgFile(
  { width, height, title, titleId, markers, background = "white" }: Frame,
  parts: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" role="img" aria-labelledby="${titleId}">`,
    `<title id="${titleId}">${title}</title>`,
    ...(markers === undefined ? [] : [`<defs>${markers}</defs>`]),
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}
