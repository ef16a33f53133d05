/** Nodes that did not answer: what is said of them on stderr, and the exit code they lead to. */
import type { NodeReport, NodeSilence } from "../../cluster/inspection/node-report.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodeOf, worstOf } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";

/** Names each dead node. @returns the worst exit code of them */
export function sayDead(
  nodes: readonly NodeReport[],
  commandName: string,
  { stderr }: Pick<Context, "stderr">,
): ExitCode {
  const dead = nodes.filter((node): node is NodeSilence => !node.up);
  for (const { error } of dead) {
    stderr.write(failureText(describeFailure(error), commandName));
  }
  return worstOf(dead.map(({ error }) => exitCodeOf(error.code)));
}
