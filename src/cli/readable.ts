import { CommandError } from "../base/errors";
import { Unreadable } from "../review/read/unreadable";

/** What could not be read is wrong use, exit 2, in one message; a defect stays a defect. */
export async function readable<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Unreadable) throw new CommandError(2, error.message);
    throw error;
  }
}
