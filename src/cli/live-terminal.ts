/** Where a live screen makes sense: a terminal that can show one, and a person who may want it. */

/** A build machine sets one of these; nobody watches its terminal, and its log keeps every frame. */
const CI_VARIABLES = ["CI", "CONTINUOUS_INTEGRATION"] as const;

/** Whether `stream` is such a terminal. */
export function isLiveTerminal(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const isBuildMachine = CI_VARIABLES.some((name) => !["", "0", "false"].includes(env[name] ?? ""));
  return stream.isTTY === true && !isBuildMachine && env["TERM"] !== "dumb";
}
