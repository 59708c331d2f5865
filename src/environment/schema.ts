import type { z } from "zod";
import { section } from "./fields";
import { access } from "./sections/access";
import { cluster } from "./sections/cluster";
import { database } from "./sections/database";
import { delivery } from "./sections/delivery";
import { domain } from "./sections/domain";
import { identity } from "./sections/identity";
import { loadBalancer } from "./sections/load-balancer";
import { network } from "./sections/network";
import { promotion } from "./sections/promotion";
import { repository } from "./sections/repository";
import { secrets } from "./sections/secrets";
import { service } from "./sections/service";

/**
 * One environment: all that may differ between two of them, and nothing else. The only source of `environments/schema.json`,
 * of `docs/environment-files.md` and of the error report.
 */
export const environmentSchema = section({
  ...identity,
  network,
  loadBalancer,
  domain,
  cluster,
  repository,
  service,
  secrets,
  database,
  delivery,
  promotion,
  access,
});

/** A checked environment. */
export type Environment = z.infer<typeof environmentSchema>;
