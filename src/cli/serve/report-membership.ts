/** What the admin pages tell of a node's place in a list: never a reason to keep clients away. */
import { escapeText } from "../../base/escape.ts";
import type { MembershipKeeper } from "../../cluster/membership/keep-membership.ts";
import type { RunningServer } from "../../server/server.ts";

/** Adds a condition and a metric. */
export function reportMembership(
  { readiness, metrics }: RunningServer["reports"],
  keeper: Pick<MembershipKeeper, "state">,
): void {
  readiness.add("membership", () => {
    const { phase, problem } = keeper.state;
    return phase === "registered"
      ? { ready: true }
      : { ready: true, reason: `in no list of nodes: ${problem === "" ? "joining" : escapeText(problem)}` };
  });
  metrics.add(() => [
    {
      name: "memtool_membership_registered",
      type: "gauge",
      help: "1 while the directory of --join has this node in its list, else 0.",
      samples: [{ labels: {}, value: keeper.state.phase === "registered" ? "1" : "0" }],
    },
  ]);
}
