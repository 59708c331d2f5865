import type { Condition } from "./policy";

/**
 * How the tokens of one identity provider say who they are for. `identity` is the part of a subject that names one owner's
 * one repository, project or service account, and that nobody else can have in a token; what follows it says when: a
 * branch, an environment, a run.
 */
interface SubjectForm {
  /** The provider, as it stands before `:sub` in the condition's key. */
  readonly provider: RegExp;
  readonly identity: RegExp;
  /** What parts the subject. */
  readonly separator: ":" | "/";
}

/** One name without a wildcard, and without anything that is not known yet. */
const name = "[^:/*?$]+";

const forms: readonly SubjectForm[] = [
  {
    // https://docs.github.com/en/actions/reference/security/oidc
    provider: /^token\.actions\.githubusercontent\.com(\/|$)/,
    identity: new RegExp(
      `^(repo:${name}/${name}|repository:${name}/${name}|repository_id:\\d+)(:|$)`,
    ),
    separator: ":",
  },
  {
    // https://docs.gitlab.com/ci/cloud_services/
    provider: /(^|\.)gitlab\./,
    identity: new RegExp(`^project_path:${name}(/${name})+(:|$)`),
    separator: ":",
  },
  {
    // https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
    provider: /^oidc\.circleci\.com\//,
    identity: new RegExp(`^org/${name}/project/${name}(/|$)`),
    separator: "/",
  },
  {
    // https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/
    provider: /^api\.bitbucket\.org\//,
    identity: /^\{[\da-f-]{36}\}:/,
    separator: ":",
  },
  {
    // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
    provider: /^app(\.eu)?\.terraform\.io$/,
    identity: new RegExp(`^organization:${name}:project:${name}:workspace:${name}(:|$)`),
    separator: ":",
  },
  {
    // https://buildkite.com/docs/pipelines/security/oidc
    provider: /^agent\.buildkite\.com$/,
    identity: new RegExp(`^organization:${name}:pipeline:${name}(:|$)`),
    separator: ":",
  },
  {
    // The last part is the service account itself. https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
    provider: /^oidc\.eks\.[\w-]+\.amazonaws\.com(\.cn)?\//,
    identity: new RegExp(`^system:serviceaccount:${name}:${name}$`),
    separator: ":",
  },
];

/** What whoever writes a pipeline says of it: true of anybody's repository, so no identity. */
const selfGiven =
  /^(aud|actor|base_ref|context|environment|event_name|head_ref|job_workflow_ref|ref|ref_type|run_phase|runner_environment|user|workflow)(:|$)/;

/**
 * Whether the condition names one identity of the provider. Doubt is the worst: a wildcard anywhere but in the last part
 * lets in what it was not meant for, and `?` is a wildcard too.
 */
export function namesIdentity({ operator, key, values }: Condition): boolean {
  const provider = /^(.*):sub$/.exec(key)?.[1];
  if (
    provider === undefined ||
    !/^(foranyvalue:)?string(equals|equalsignorecase|like)$/i.test(operator)
  )
    return false;
  const form = forms.find((one) => one.provider.test(provider));
  return values.length > 0 && values.every((subject) => isClosed(subject, form));
}

function isClosed(subject: string, form: SubjectForm | undefined): boolean {
  const isExact = !/[*?$]/.test(subject);
  // Of a provider that is not in the list only the exact subject is known to be one.
  if (form === undefined) return isExact && subject !== "" && !selfGiven.test(subject);
  const allButLast = subject.slice(0, subject.lastIndexOf(form.separator) + 1);
  return form.identity.test(subject) && !/[*?$]/.test(allButLast);
}
