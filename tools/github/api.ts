/** The repository on GitHub, and the right to speak in it; a runner gives all of it to a job. */
export interface GitHub {
  /** Such as `https://api.github.com`. */
  readonly url: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
}

/** What GitHub gives to this job; throws the names that are missing. */
export function gitHubOf(environment: NodeJS.ProcessEnv): GitHub {
  const needed = ["GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"] as const;
  const missing = needed.filter((name) => !environment[name]);
  if (missing.length > 0) throw new Error(`not set: ${missing.join(", ")}`);
  const [url = "", repository = "", token = ""] = needed.map((name) => environment[name]);
  return { url, repository, token };
}

/** Calls an API of the repository and gives its answer; throws what GitHub says when it refuses. */
export async function call<Answer>(
  github: GitHub,
  method: "GET" | "POST" | "PATCH",
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${github.url}/repos/${github.repository}/${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${github.token}`,
      "x-github-api-version": "2022-11-28",
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(`GitHub: ${method} ${path}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as Answer;
}

/** Every item of a list, page by page. */
export async function list<Item>(github: GitHub, path: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = 1; ; page++) {
    const separator = path.includes("?") ? "&" : "?";
    const next = await call<Item[]>(github, "GET", `${path}${separator}per_page=100&page=${page}`);
    items.push(...next);
    if (next.length < 100) return items;
  }
}
