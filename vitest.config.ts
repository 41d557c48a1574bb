import { defineConfig } from "vitest/config";

/**
 * Ms. No test is one of speed (bench/ has those): whatever else the machine does, none fails by it.
 */
const PATIENCE = 600_000;

/** The files of a worker share its modules: engines, rules and Microsoft's parser are made once. */
const shared = {
  isolate: false,
  testTimeout: PATIENCE,
  hookTimeout: PATIENCE,
  setupFiles: ["test/property-seed.ts"],
};

export default defineConfig({
  test: {
    globalSetup: ["test/temporary-folder.ts"],
    // Most tests wait for processes of their own.
    maxWorkers: 2,
    // Of what the tests run in their own processes; what they start (the built command line, the
    // app's worker) is not counted.
    coverage: {
      provider: "v8",
      include: ["src/**", "functions/**"],
      reporter: ["text-summary"],
      reportOnFailure: true,
    },
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/system/**", "test/functions/**", "test/rules.test.ts", "test/house/**"],
        },
      },
      {
        // Each puts a line into an index for itself.
        test: { ...shared, isolate: true, name: "house", include: ["test/house/**/*.test.ts"] },
      },
      { test: { ...shared, name: "rules", include: ["test/rules.test.ts"] } },
      {
        test: {
          ...shared,
          name: "system",
          include: ["test/system/**/*.test.ts", "test/functions/**/*.test.ts"],
        },
      },
    ],
  },
});
