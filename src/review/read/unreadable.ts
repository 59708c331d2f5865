import { CommandError } from "../../base/errors";

/** A plan or state that cannot be read, so nothing can be said about it: wrong use, exit 2. The message says what, where and what to do. */
export class Unreadable extends CommandError {
  constructor(message: string) {
    super(2, message);
    this.name = "Unreadable";
  }
}
