import { createContext, type ReactNode, use, useState } from "react";
import { api, type Credentials } from "./api";

/** Who is signed in, for as long as the browser's tab is open. */
export interface Session {
  readonly token: string | undefined;
  readonly email: string | undefined;
  signIn(account: Credentials): Promise<void>;
  signOut(): void;
}

interface Kept {
  readonly token: string;
  readonly email: string;
}

const KEY = "loan-engine-session";
const SessionContext = createContext<Session | undefined>(undefined);

/** The session of the tab; only inside {@link SessionProvider}. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error("useSession must be used inside SessionProvider");
  return session;
}

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [kept, setKept] = useState(read);

  const session: Session = {
    token: kept?.token,
    email: kept?.email,
    async signIn(account) {
      const { access_token: token } = await api.login(account);
      const { email } = await api.me(token);
      sessionStorage.setItem(KEY, JSON.stringify({ token, email }));
      setKept({ token, email });
    },
    signOut() {
      sessionStorage.removeItem(KEY);
      setKept(undefined);
    },
  };
  return <SessionContext value={session}>{children}</SessionContext>;
}

function read(): Kept | undefined {
  const text = sessionStorage.getItem(KEY);
  return text === null ? undefined : JSON.parse(text);
}
