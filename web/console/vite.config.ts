import { defineConfig } from "vitest/config";

// The engine serves what is built under /console/ and allows no inline script
// or style, so none may be made. In development the API is an engine's that
// runs beside it.
export default defineConfig({
  base: "/console/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: { include: ["src/**/*.test.ts"] },
  build: {
    outDir: "dist/app",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: process.env.CABLINE ?? "http://127.0.0.1:8080" } },
  },
});
