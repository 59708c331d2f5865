/** A registry as image references name it. */
export interface Registry {
  /** Host and, if need be, port. */
  readonly host: string;
  /** Without TLS: only an emulator's on this machine. */
  readonly insecure: boolean;
}

/** The registry of an account and region; `endpoint` is another address of AWS's APIs, which an emulator has. */
export function registryOf(account: string, region: string, endpoint?: string): Registry {
  if (endpoint) {
    const { host, protocol } = new URL(endpoint);
    return { host, insecure: protocol === "http:" };
  }
  return { host: `${account}.dkr.ecr.${region}.amazonaws.com`, insecure: false };
}
