import { InvalidArgumentError } from "commander";

/** Reads `--limit`, such as `15m`: gives a reader of the option's text, which names `example` where it is wrong. */
export function timeLimit(example: string): (text: string) => string {
  return (text) => {
    if (/^[1-9]\d{0,4}[smh]$/.test(text)) return text;
    throw new InvalidArgumentError(`It must be a number and s, m or h, such as ${example}.`);
  };
}
