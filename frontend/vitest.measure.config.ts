import { defineConfig } from "vitest/config";

// Figures of the real pages in a real browser: nothing else should run on the machine meanwhile.
export default defineConfig({
  test: {
    environment: "node",
    globalSetup: "e2e/support/global.ts",
    include: ["measure/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 1_800_000,
    hookTimeout: 180_000,
  },
});
