import { defineConfig } from "vitest/config";

// The console as a telephone on a real FreeSWITCH. TestRealConsole of cmd/cabline
// makes the office and runs this; by itself there is nothing to talk to.
export default defineConfig({
  root: import.meta.dirname,
  test: { include: ["*.real.ts"], testTimeout: 120_000, hookTimeout: 60_000, reporters: ["verbose"] },
});
