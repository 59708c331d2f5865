// Lets Node run the TypeScript in `src/` as it stands: types are erased in memory, no build folder that could be stale.
// `import()` becomes a lazy `require()`, so a command loads the AWS SDK only when it needs it.
const { addHook } = require("sucrase/dist/register");

addHook(".ts", { transforms: ["imports", "typescript"] }, { ignoreNodeModules: true });
