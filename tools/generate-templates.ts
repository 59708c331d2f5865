import { readFileSync } from "node:fs";
import { writeGenerated } from "./generated-file";

/**
 * What `slipway new` copies into a repository of somebody's own, by path: the pipelines and the kit of this repository, which are tested here, with
 * parameters in place of names.
 */
export function templates(): Record<string, string> {
  const actions = ["apply", "plan", "prepare"].map((action) => [
    `templates/github/actions/${action}/action.yml`,
    asInstalled(text(`.github/actions/${action}/action.yml`)),
  ]);
  return {
    ...Object.fromEntries(actions),
    "templates/github/workflows/deploy.yml": deployWorkflow(),
    "templates/jenkins/Jenkinsfile": jenkinsfile(),
    "templates/jenkins/infrastructure.Jenkinsfile": asInstalled(
      text("jenkins/infrastructure.Jenkinsfile"),
    ),
    "templates/deploy/Dockerfile": dockerfile(),
    "templates/deploy/Dockerfile.dockerignore": text("deploy/Dockerfile.dockerignore"),
  };
}

/** Writes them. */
export function generateTemplates(): void {
  for (const [file, content] of Object.entries(templates())) writeGenerated(file, content);
}

function text(path: string): string {
  return readFileSync(path, "utf8");
}

/** Documents and tools are found in the package. */
function asInstalled(content: string): string {
  return content
    .replaceAll(
      "--require ./bin/register.js tools/",
      "--require slipway/register node_modules/slipway/tools/",
    )
    .replaceAll(/(?<![\w/])docs\//g, "node_modules/slipway/docs/")
    .replaceAll("such as eec-dev", "the name of a file in environments/")
    .replaceAll("Such as eec-dev.", "Name of a file in environments/ without .yaml.");
}

function deployWorkflow(): string {
  const environment = "$" + "{{ vars.SLIPWAY_ENVIRONMENT }}";
  return replaced(asInstalled(text(".github/workflows/deploy-test.yml")), [
    [
      "# Loan Engine: each push builds one image, and the test environment gets exactly that image: scanned,",
      "# Each push builds one image, and the environment that the variable SLIPWAY_ENVIRONMENT names gets exactly that image: scanned,",
    ],
    ["name: Deploy Loan Engine to test", "name: Deploy"],
    ["group: deploy-loan-engine-test", `group: deploy-${environment}`],
    ["ENVIRONMENT: loan-engine-test", `ENVIRONMENT: ${environment}`],
    ["environment: loan-engine-test-deploy", `environment: ${environment}-deploy`],
    ["FRONTEND: examples/loan-engine/frontend #", "FRONTEND: frontend #"],
    [
      "context: examples/loan-engine # the folder with frontend/ and backend/",
      "context: . # the folder with frontend/ and backend/",
    ],
  ]);
}

function jenkinsfile(): string {
  return replaced(text("jenkins/Jenkinsfile"), [
    [
      "// EEC, from development to production: tests what dev runs, then promotes exactly that image, and the pages that it was tested with.",
      "// From one environment to the next: tests what FROM runs, then promotes exactly that image to TO, and the pages that it was tested with.",
    ],
    [
      "How to set it up and to use it: docs/jenkins.md",
      "How to set it up and to use it: node_modules/slipway/docs/jenkins.md",
    ],
    [
      "  triggers {\n    cron('H 2 * * 1-5') // once between two and three in the night before each working day\n  }\n\n",
      "",
    ],
    [
      "  parameters {\n",
      "  parameters {\n" +
        "    string(name: 'FROM', trim: true, description: 'The environment that is tested: the name of a file in environments/ without .yaml.')\n" +
        "    string(name: 'TO', trim: true, description: 'The environment that gets what was tested.')\n",
    ],
    [
      "Leave it empty: dev is tested, and what it runs is promoted.",
      "Leave it empty: FROM is tested, and what it runs is promoted.",
    ],
    ["stage('Test dev')", "stage('Test')"],
    ["npx slipway evidence run eec-dev --report", 'npx slipway evidence run "$FROM" --report'],
    [
      "npx slipway promote eec-dev eec-prod --dry-run",
      'npx slipway promote "$FROM" "$TO" --dry-run',
    ],
    ["npx slipway promote eec-dev eec-prod --if-new", 'npx slipway promote "$FROM" "$TO" --if-new'],
    [
      "npx slipway frontend promote eec-dev eec-prod --if-any",
      'npx slipway frontend promote "$FROM" "$TO" --if-any',
    ],
    ["every rule: docs/jenkins.md", "every rule: node_modules/slipway/docs/jenkins.md"],
    [
      "What production runs now: npx slipway status eec-prod.",
      "What runs now: npx slipway status, with the name of TO.",
    ],
  ]);
}

function dockerfile(): string {
  return replaced(text("deploy/Dockerfile"), [
    [
      "docker build -f deploy/Dockerfile examples/loan-engine",
      "docker build -f deploy/Dockerfile .",
    ],
  ]);
}

/** Each of these once, or what it is made from has changed: say here what its names become. */
function replaced(content: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((now, [from, to]) => {
    if (now.split(from).length !== 2) throw new Error(`a template has not exactly one: ${from}`);
    return now.replace(from, () => to);
  }, content);
}
