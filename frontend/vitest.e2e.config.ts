import { defineConfig } from "vitest/config";

// The end-to-end suite drives real browsers against real servers: two files at a time, each beside a server of its own
// worker (`support/global.ts`); server and browser stay from file to file.
const given = Boolean(process.env.LOGGIA_E2E_URL);

export default defineConfig({
  test: {
    environment: "node",
    globalSetup: "e2e/support/global.ts",
    include: ["e2e/**/*.test.ts"],
    // A server that somebody else runs is not ours to end, and there is only one of it.
    exclude: given ? ["e2e/restart.test.ts"] : [],
    isolate: false,
    maxWorkers: given ? 1 : 2,
    testTimeout: 150_000,
    hookTimeout: 180_000,
  },
});
