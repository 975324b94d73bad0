import { defineConfig } from "vitest/config";

export default defineConfig({
  // Threads that share their modules: loading the TypeScript parser once a file would take most of the time.
  test: {
    include: ["test/**/*.test.ts"],
    pool: "threads",
    isolate: false,
    // All processors: most of the time goes to programs that tests start.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
