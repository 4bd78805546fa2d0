import { defineConfig } from "vitest/config";

// The end-to-end suite drives real browsers against a real server; both stay from file to file. Each worker has a server
// of its own (`support/global.ts`), so `--maxWorkers=2` runs two files at a time.
export default defineConfig({
  test: {
    environment: "node",
    globalSetup: "e2e/support/global.ts",
    include: ["e2e/**/*.test.ts"],
    // A server that somebody else runs is not ours to end.
    exclude: process.env.LOGGIA_E2E_URL ? ["e2e/restart.test.ts"] : [],
    isolate: false,
    maxWorkers: 1,
    testTimeout: 150_000,
    hookTimeout: 180_000,
  },
});
