import {
  by,
  byNumberDown,
  changed,
  fixed,
  fixedTo,
  harmless,
  type Kinds,
  weakened,
} from "./judgement";

const words = harmless("a remark for people");
const gap = by("gap-while-replaced");
const attached = by("managed-policy-attached", "policy-detached");

/** Who may do what. */
export const access: Kinds = {
  aws_iam_role: {
    deleted: by("role-removed"),
    replaced: by("role-removed"),
    attributes: {
      assume_role_policy: by("trust-widened", "role-removed"),
      description: words,
      "inline_policy.name": by("policy-widened", "permission-removed"),
      "inline_policy.policy": by("policy-widened", "permission-removed"),
      managed_policy_arns: attached,
      max_session_duration: weakened("lasting-access", byNumberDown),
      path: fixed,
      permissions_boundary: by("boundary-loosened", "permission-removed"),
    },
  },
  aws_iam_role_policy: {
    deleted: by("permission-removed"),
    replaced: gap,
    attributes: { policy: by("policy-widened", "permission-removed"), role: fixed },
  },
  aws_iam_role_policy_attachment: {
    deleted: by("policy-detached"),
    replaced: gap,
    attributes: { policy_arn: attached, role: attached },
  },
  aws_iam_group_policy_attachment: {
    deleted: by("policy-detached"),
    replaced: gap,
    attributes: { group: attached, policy_arn: attached },
  },
  aws_iam_policy: {
    deleted: by("policy-detached"),
    replaced: gap,
    attributes: {
      description: fixed,
      path: fixed,
      policy: by("policy-widened", "permission-removed"),
    },
  },
  aws_ssm_document: {
    deleted: harmless("nobody can connect to the database by it, and who tries finds out at once"),
    replaced: harmless("until it is there again nobody can connect anew"),
    attributes: {
      content: changed("session-diverted", "it opens something else: "),
      document_format: harmless("JSON or YAML, of the same content"),
      document_type: fixedTo(/^Session$/),
      "permissions.*": changed("session-diverted", "others may use it: "),
    },
  },
  aws_iam_openid_connect_provider: {
    deleted: by("role-removed"),
    replaced: gap,
    attributes: {
      client_id_list: by("lasting-access"),
      url: fixedTo(/^(https:\/\/)?token\.actions\.githubusercontent\.com$/),
    },
  },
};
