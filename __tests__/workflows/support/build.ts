import { buildImage } from "../../image/support/built-image";

/** What the stand-in for Docker's action asks for. */
interface BuildOptions {
  readonly context: string;
  readonly dockerfile: string;
  /** Folder of this build's store. */
  readonly into: string;
  /** `registry/repository:tag` to which it is pushed. */
  readonly to: string;
  /** Build arguments. */
  readonly values: Readonly<Record<string, string>>;
}

/** A program of its own, because actions are plain JavaScript: builds, pushes, and prints the digest. */
async function main({ context, to, ...options }: BuildOptions): Promise<void> {
  const image = await buildImage(context, options);
  process.stdout.write(`${await image.push(to)}\n`);
}

main(JSON.parse(process.argv[2] as string));
