// Lets Node run the TypeScript in `src/` as it stands: types are erased in memory, no build folder that could be stale.
const { addHook } = require("sucrase/dist/register");

addHook(
  ".ts",
  { transforms: ["imports", "typescript"], preserveDynamicImport: true },
  { ignoreNodeModules: true },
);
