import { Link, NavLink, Route, Routes } from "react-router";
import { ApplicationsPage } from "./applications-page";
import { QuotePage } from "./quote-page";
import { useSession } from "./session";
import { SignInPage } from "./sign-in-page";

/** The pages and the navigation between them. */
export function App() {
  const { email, signOut } = useSession();
  return (
    <>
      <header>
        <Link to="/" className="brand">
          Loan Engine
        </Link>
        <nav>
          <NavLink to="/">Quote</NavLink>
          <NavLink to="/applications">Applications</NavLink>
          {email === undefined ? (
            <NavLink to="/sign-in">Sign in</NavLink>
          ) : (
            <button type="button" className="link" onClick={signOut}>
              Sign out {email}
            </button>
          )}
        </nav>
      </header>
      <Routes>
        <Route path="/" element={<QuotePage />} />
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/applications" element={<ApplicationsPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </>
  );
}

function NotFoundPage() {
  return (
    <main>
      <h1>There is no such page</h1>
      <p>
        <Link to="/">Back to the quote</Link>
      </p>
    </main>
  );
}
