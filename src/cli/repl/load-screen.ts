/** Loads Ink and the screen, on use only: they take longer to start than everything else together. */
import type { runRepl } from "../../ui/run-repl.tsx";

/** Variables that make Ink draw nothing until the end, read once when it is loaded. */
const CI_VARIABLES = ["CI", "CONTINUOUS_INTEGRATION"] as const;

/**
 * The screen's entry. Who asks for it has seen that both ends are a terminal with a person at it, so Ink must not be told
 * otherwise by the variables of a build machine.
 */
export async function loadScreen(): Promise<typeof runRepl> {
  const saved = CI_VARIABLES.map((name) => [name, process.env[name]] as const);
  for (const name of CI_VARIABLES) {
    delete process.env[name];
  }
  try {
    return (await import("../../ui/run-repl.tsx")).runRepl;
  } finally {
    for (const [name, value] of saved) {
      if (value !== undefined) {
        process.env[name] = value;
      }
    }
  }
}
