import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Most tests wait for processes of their own.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/system/**", "test/functions/**", "test/rules.test.ts"],
          testTimeout: 30_000,
        },
      },
      { test: { name: "rules", include: ["test/rules.test.ts"], testTimeout: 30_000 } },
      { test: { name: "system", include: ["test/system/**/*.test.ts", "test/functions/**/*.test.ts"], testTimeout: 60_000 } },
    ],
  },
});
