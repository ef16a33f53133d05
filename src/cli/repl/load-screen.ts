/** Loads Ink and the screen, on use only: they take longer to start than everything else together. */
import type { runRepl } from "../../ui/run-repl.tsx";
import { importWithEnvironment } from "../import-with-environment.ts";

/** Variables that make Ink draw nothing until the end, read once when it is loaded. */
const NO_BUILD_MACHINE = { CI: undefined, CONTINUOUS_INTEGRATION: undefined };

/**
 * The screen's entry. Who asks for it has seen that both ends are a terminal with a person at it, so Ink must not be told
 * otherwise by the variables of a build machine.
 */
export async function loadScreen(): Promise<typeof runRepl> {
  return (await importWithEnvironment(NO_BUILD_MACHINE, () => import("../../ui/run-repl.tsx"))).runRepl;
}
