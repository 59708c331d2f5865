import { type FormEvent, useState } from "react";
import { Navigate } from "react-router";
import { api, type Credentials } from "./api";
import { Field, Problem } from "./field";
import { useSession } from "./session";
import { useRequest } from "./use-request";

/** Signs in, or opens an account and signs in with it. */
export function SignInPage() {
  const { token, signIn } = useSession();
  const { busy, problem, run } = useRequest();
  const [isNew, setIsNew] = useState(false);
  if (token !== undefined) return <Navigate to="/applications" replace />;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const account = Object.fromEntries(form) as unknown as Credentials;
    run(async () => {
      if (isNew) await api.register(account);
      await signIn(account);
    });
  }

  return (
    <main>
      <h1>{isNew ? "Create an account" : "Sign in"}</h1>
      <form onSubmit={submit}>
        <Field label="Email" name="email" type="email" autoComplete="username" />
        <Field
          label="Password"
          name="password"
          type="password"
          minLength={isNew ? 12 : 1}
          maxLength={128}
          autoComplete={isNew ? "new-password" : "current-password"}
        />
        <button type="submit" disabled={busy}>
          {isNew ? "Create account" : "Sign in"}
        </button>
      </form>
      <Problem text={problem} />
      <button type="button" className="link" onClick={() => setIsNew(!isNew)}>
        {isNew ? "I have an account" : "I am new here"}
      </button>
    </main>
  );
}
