import { generatedRoles } from "./support/generated-roles";

// The same commands under the roles that the environment's own stack makes, where IAM is enforced; what they ask for is compared with what
// is committed. `SLIPWAY_RECORD=true npm run test:apply -- roles` writes the lists anew.
generatedRoles("eec-dev");
