import type { z } from "zod";
import { access } from "./access";
import { cluster } from "./cluster";
import { database } from "./database";
import { delivery } from "./delivery";
import { domain } from "./domain";
import { section } from "./fields";
import { frontend } from "./frontend";
import { identity } from "./identity";
import { loadBalancer } from "./load-balancer";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { promotion } from "./promotion";
import { repository } from "./repository";
import { secrets } from "./secrets";
import { service } from "./service";

/**
 * One environment: all that may differ between two of them, and nothing else. The only source of `environments/schema.json`,
 * of `docs/environment-settings.md` and of the error report.
 */
export const environmentSchema = section({
  ...identity,
  network,
  loadBalancer,
  domain,
  frontend,
  cluster,
  repository,
  service,
  secrets,
  database,
  delivery,
  monitoring,
  promotion,
  access,
});

/** A checked environment. */
export type Environment = z.infer<typeof environmentSchema>;
