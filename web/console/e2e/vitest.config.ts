import { defineConfig } from "vitest/config";

// The console in a real browser against a real engine: npm run e2e. One browser
// and one office for all tests of a file.
export default defineConfig({
  root: import.meta.dirname,
  test: { include: ["*.e2e.ts"], testTimeout: 40_000, hookTimeout: 90_000, reporters: ["verbose"], fileParallelism: false },
});
