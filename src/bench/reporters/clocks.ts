/** The clocks of an open loop side by side, as tables show them. */
import type { ClientSummary, ClockSummaries, LatencySummary } from "../result/document.ts";

/** What is measured, from when to when, and what came of it. */
export type ClockRow = readonly [name: string, meaning: string, latency: LatencySummary];

/**
 * The clocks of all requests; none of a closed loop, which has only one.
 * @param end what a request ends with
 */
export function clockRows(
  total: ClockSummaries,
  { ownDelay }: Pick<ClientSummary, "ownDelay">,
  end: "reply" | "answer",
): readonly ClockRow[] {
  const { response, service, sendLag } = total;
  if (response === null || sendLag === null || ownDelay === null) {
    return [];
  }
  return [
    ["response time", `due -> ${end}`, response],
    ["service time", `sent -> ${end}`, service],
    ["send lag", "due -> sent", sendLag],
    ["  of it our own", "could be sent -> sent", ownDelay],
  ];
}
