import { synthesizeProject } from "./src/stack/synthesize-project";

// `cdktf` runs this and reads what it writes; for people there is `slipway check`.
synthesizeProject();
