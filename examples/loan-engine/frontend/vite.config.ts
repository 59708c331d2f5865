import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = "http://127.0.0.1:8080";

export default defineConfig(({ command }) => ({
  // Built, the backend serves the files below /static and every page as index.html.
  base: command === "build" ? "/static/" : "/",
  plugins: [react()],
  // The backend's policy lets a page load from its own origin only, which a `data:` address is not.
  build: { assetsInlineLimit: 0 },
  server: { proxy: { "/api": backend, "/auth": backend } },
  test: { environment: "happy-dom", include: ["tests/**/*.test.tsx"], restoreMocks: true },
}));
