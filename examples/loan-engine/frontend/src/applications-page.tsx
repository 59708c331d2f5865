import { useEffect, useState } from "react";
import { Link, Navigate } from "react-router";
import { type Application, api } from "./api";
import { Problem } from "./field";
import { formatDay, formatMoney, outcomeText, purposeText } from "./format";
import { useSession } from "./session";
import { useRequest } from "./use-request";

/** One's own applications, the newest first. */
export function ApplicationsPage() {
  const { token } = useSession();
  const { problem, run } = useRequest();
  const [applications, setApplications] = useState<readonly Application[]>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another session asks again
  useEffect(() => {
    if (token !== undefined) run(async () => setApplications(await api.applications(token)));
  }, [token]);

  if (token === undefined) return <Navigate to="/sign-in" replace />;
  return (
    <main>
      <h1>Your applications</h1>
      <Problem text={problem} />
      {applications?.length === 0 && (
        <p>
          None yet. <Link to="/">Ask for a quote</Link> and apply from there.
        </p>
      )}
      {applications !== undefined && applications.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Date</th>
              <th>Purpose</th>
              <th>Amount</th>
              <th>Months</th>
              <th>Payment</th>
              <th>Outcome</th>
            </tr>
          </thead>
          <tbody>
            {applications.map((application) => (
              <tr key={application.id}>
                <td>{formatDay(application.created_at)}</td>
                <td>{purposeText[application.purpose ?? ""] ?? "–"}</td>
                <td>{formatMoney(application.amount)}</td>
                <td>{application.term_months}</td>
                <td>{formatMoney(application.monthly_payment)}</td>
                <td>{outcomeText[application.outcome]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </main>
  );
}
