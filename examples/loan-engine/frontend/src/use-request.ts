import { useState } from "react";
import { ApiError } from "./api";
import { useSession } from "./session";

/** Runs one request at a time; an ended session signs out, any other refusal is text for the page. */
export function useRequest() {
  const { token, signOut } = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function run(request: () => Promise<void>): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await request();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401 && token !== undefined) signOut();
      setProblem(error.message);
    } finally {
      setBusy(false);
    }
  }

  return { busy, problem, run };
}
