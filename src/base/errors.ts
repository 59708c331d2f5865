/** An expected failure: `main` prints its message and nothing else, and exits with its code. */
export class CommandError extends Error {
  /** 1 refused, 2 wrong use or configuration. */
  readonly code: 1 | 2;

  constructor(code: 1 | 2, message: string) {
    super(message);
    this.name = "CommandError";
    this.code = code;
  }
}
