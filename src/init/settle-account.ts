import type { Draft } from "./draft";
import { inAccount, type Wanted } from "./wanted";

/** What an account has once, and its environments share: the state bucket, GitHub's identity provider, a listener's priorities. */
export function settleAccount(draft: Draft, wanted: Wanted): void {
  const isGiven = wanted.answers.has("account");
  if (!isGiven) draft.suggest("account");
  settleState(draft, wanted, isGiven);
  settleIdentityProvider(draft, wanted, isGiven);
  settlePriority(draft, wanted);
}

function settleState(draft: Draft, wanted: Wanted, isGiven: boolean): void {
  const account = draft.text("account");
  const [neighbour] = inAccount(wanted, account);
  const bucket = neighbour?.state.bucket ?? `slipway-state-${account}`;
  const region = neighbour?.state.region ?? draft.text("region");
  if (!draft.isSettled("state.bucket")) {
    if (isGiven) draft.put("state.bucket", bucket);
    else draft.suggest("state.bucket", bucket);
  }
  if (!draft.isSettled("state.region")) draft.put("state.region", region);
}

/** One environment of an account makes the provider, the others use it. */
function settleIdentityProvider(draft: Draft, wanted: Wanted, isGiven: boolean): void {
  const setting = "access.github.provider";
  if (!draft.has(setting)) return;
  const neighbours = inAccount(wanted, draft.text("account"));
  const isThere = neighbours.some(({ access }) => access.github.mode === "oidc");
  if (isThere && isGiven) draft.put(setting, "existing");
  else if (isThere) draft.suggest(setting, "existing", "create in an account that has none");
  else draft.suggest(setting, "create", "existing if the account has GitHub's provider already");
}

/** On a listener that is shared, the next priority that no file has; whether it is free there, its owner knows. */
function settlePriority(draft: Draft, { others }: Wanted): void {
  const setting = "loadBalancer.priority";
  if (!draft.has(setting)) return;
  const listener = draft.text("loadBalancer.listenerArn");
  const used = others.flatMap(({ loadBalancer }) =>
    loadBalancer.mode === "existing" && loadBalancer.listenerArn === listener
      ? [loadBalancer.priority]
      : [],
  );
  let free = Number(draft.text(setting));
  while (used.includes(free)) free = free === 50_000 ? 1 : free + 1;
  draft.suggest(setting, free);
}
