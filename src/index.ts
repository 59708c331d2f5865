// What other projects may import from "slipway". Versions of this list follow docs/versions.md: what is here keeps its name and its form
// until the next major version; every other file of the package may change at any time, and cannot be imported.

export type { LoadedEnvironment, LoadResult } from "./config/load";
export { loadEnvironments } from "./config/load";
export type { Problem } from "./config/problem";
export { formatProblems } from "./config/problem";
export type { Environment } from "./config/schema";
export { environmentSchema } from "./config/schema";
export type { Names } from "./contract/names";
export { namesOf } from "./contract/names";
export { synthesize } from "./stack/app";
export { Cluster } from "./stack/constructs/cluster";
export { Database } from "./stack/constructs/database";
export { EncryptionKey } from "./stack/constructs/encryption-key";
export { Certificate, HostName } from "./stack/constructs/host-name";
export { ImageRepository } from "./stack/constructs/image-repository";
export { ExistingLoadBalancer, LoadBalancer } from "./stack/constructs/load-balancer";
export { Network } from "./stack/constructs/network/network";
export { PrivateBucket } from "./stack/constructs/private-bucket";
export { ContainerSecrets } from "./stack/constructs/secrets/container-secrets";
export { WebService } from "./stack/constructs/web-service/web-service";
export { EnvironmentStack } from "./stack/environment-stack";
export type { Extension } from "./stack/extension";
export { StateStack } from "./stack/state-stack";
export { synthesizeProject } from "./stack/synthesize-project";
export type { TerraformJson } from "./stack/terraform-json";
export { terraformJson } from "./stack/terraform-json";
