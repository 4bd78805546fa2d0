import { defineConfig } from "vitest/config";

// The end-to-end suite drives real browsers against one real server, so its files run one after another; the browser
// stays from file to file.
export default defineConfig({
  test: {
    environment: "node",
    globalSetup: "e2e/support/global.ts",
    include: ["e2e/**/*.test.ts"],
    // A server that somebody else runs is not ours to end.
    exclude: process.env.LOGGIA_E2E_URL ? ["e2e/restart.test.ts"] : [],
    isolate: false,
    fileParallelism: false,
    testTimeout: 150_000,
    hookTimeout: 180_000,
  },
});
