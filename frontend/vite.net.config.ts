import { defineConfig } from "vite";

// `src/net` as a package: the client without React, one module for Node and browsers.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist-net",
    target: "es2022",
    minify: false,
    lib: { entry: "src/net/standalone.ts", formats: ["es"], fileName: "index" },
  },
});
