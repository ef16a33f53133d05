/** Loads Ink and the screen, on use only: they take longer to start than everything else together. */
import type { runRepl } from "../../ui/run-repl.tsx";
import { importWithEnvironment } from "../import-with-environment.ts";

/**
 * Variables that are read once when Ink and React are loaded: those of a build machine make Ink draw nothing until the end, and React
 * runs its slower development build unless told otherwise.
 */
const ENVIRONMENT = { CI: undefined, CONTINUOUS_INTEGRATION: undefined, NODE_ENV: "production" };

/**
 * The screen's entry. Who asks for it has seen that both ends are a terminal with a person at it, so Ink must not be told
 * otherwise by the variables of a build machine.
 */
export async function loadScreen(): Promise<typeof runRepl> {
  return (await importWithEnvironment(ENVIRONMENT, () => import("../../ui/run-repl.tsx"))).runRepl;
}
