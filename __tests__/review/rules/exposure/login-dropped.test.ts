import { describe, expect, test } from "vitest";
import { loginDropped } from "../../../../src/review/rules/exposure/login-dropped";
import { saidOfUpdate, type Values } from "../../support/plans";

describe("login-dropped", () => {
  const login = (more: Values = {}) => ({ type: "authenticate-oidc", authenticate_oidc: [more] });
  const listener = (...actions: Values[]) => ({
    default_action: [...actions, { type: "forward", target_group_arn: "arn:a" }],
  });
  const said = (before: Values, after: Values, unknown: Values = {}) =>
    saidOfUpdate(loginDropped, "aws_alb_listener.it", before, after, unknown);

  test("refuses that nobody is asked any more, also when it is not known yet, and lets the login come", () => {
    const dropped = ["refused: no longer asks who people are (authenticate-oidc)"];
    expect(said(listener(login()), listener())).toEqual(dropped);
    expect(said(listener(login()), {}, { default_action: true })).toEqual(dropped);
    expect(said(listener(), listener(login()))).toEqual([]);
    const rule = { action: [login()] };
    expect(saidOfUpdate(loginDropped, "aws_lb_listener_rule.it", rule, { action: [] })).toEqual(
      dropped,
    );
  });

  test("refuses that people pass unasked, and lets them be refused instead of asked", () => {
    const otherwise = (value: string) => listener(login({ on_unauthenticated_request: value }));
    const passes = "refused: lets people pass who do not say who they are (authenticate-oidc)";
    expect(said(listener(login()), otherwise("allow"))).toEqual([passes]);
    expect(
      said(otherwise("deny"), listener(login()), {
        default_action: [{ authenticate_oidc: [{ on_unauthenticated_request: true }] }],
      }),
    ).toEqual([passes]);
    expect(said(otherwise("allow"), otherwise("deny"))).toEqual([]);
    expect(said(listener(login()), otherwise("deny"))).toEqual([]);
  });
});
