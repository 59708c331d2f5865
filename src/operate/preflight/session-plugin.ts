import { CommandError } from "../../base/errors";
import { fine, type Look, note } from "./look";

/** Where people may connect to the database: whether this very machine has what carries the connection. */
export const sessionPluginLook: Look = {
  subject: "Plugin",
  actions: [],
  async run({ environment }) {
    if (environment.access.databaseClients?.mode !== "role") return [];
    const { requireSessionPlugin } = await import("../tasks/session-plugin");
    try {
      return [fine(`session-manager-plugin ${await requireSessionPlugin()} is on this machine`)];
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const [why = "", ...fix] = error.message.split("\n");
      return [note(why.replace(/\.$/, ""), `to use slipway connect here: ${fix.join("\n")}`)];
    }
  },
};
