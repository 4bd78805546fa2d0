import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The development server passes /api on to a `loggia serve` on this machine; its port is the server's default unless told.
const api = `http://127.0.0.1:${process.env.LOGGIA_DEV_PORT ?? "8080"}`;

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { proxy: { "/api": { target: api, ws: true, changeOrigin: true } } },
  build: {
    outDir: "dist",
    target: "es2022",
    // The content security policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", sw: "src/notifications/worker.ts" },
      // A service worker keeps its address: it rules over what lies below it.
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  test: {
    restoreMocks: true,
    pool: "threads",
    // Making a page to test in takes seconds: only what draws gets one. Modules that draw keep things (notes that wait,
    // who listens), so each of those files begins anew; the others share their worker, which is half of the work.
    projects: [
      {
        extends: true,
        test: { name: "pure", environment: "node", isolate: false, include: ["src/**/*.test.ts"] },
      },
      { extends: true, test: { name: "drawn", environment: "jsdom", include: ["src/**/*.test.tsx"] } },
    ],
  },
});
