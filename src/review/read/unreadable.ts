/** A plan or state that cannot be read, so nothing can be said about it. The message says what, where and what to do. */
export class Unreadable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unreadable";
  }
}
