/** Loads Ink and the live screen of a load, on use only: they take longer to start than everything else together. */
import type { BenchDashboard } from "../../ui/bench/bench-dashboard.tsx";
import { importWithEnvironment } from "../import-with-environment.ts";

/** React reads it when it is loaded: its checks for developers cost twice the CPU, which the load threads need. */
const ENVIRONMENT = { NODE_ENV: "production" };

/** The live screen's class. */
export async function loadDashboard(): Promise<typeof BenchDashboard> {
  const module = await importWithEnvironment(ENVIRONMENT, () => import("../../ui/bench/bench-dashboard.tsx"));
  return module.BenchDashboard;
}
