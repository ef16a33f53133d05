/** What is loaded and how, in a few words for the head of the live screen. */
import { formatAddress } from "../../base/address.ts";
import { escapeControls } from "../../base/escape.ts";
import { formatCount, formatRate } from "../../base/format-units.ts";
import type { BenchTitle } from "../../ui/bench/bench-state.ts";
import type { LoadPlan } from "./bench-plan.ts";
import type { BenchTarget } from "./bench-target.ts";

/** What a title tells of a load. */
type LoadShape = Pick<LoadPlan, "arrivals" | "connections" | "threads" | "pipeline">;

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function loopText({ arrivals }: LoadShape): string {
  if (arrivals.kind === "closed") {
    return "closed loop";
  }
  const { stages } = arrivals;
  const rates = [...new Set([stages[0]?.fromRate ?? 0, ...stages.map(({ toRate }) => toRate)])];
  const text = rates.length > 3 ? counted(stages.length, "stage") : rates.map(formatRate).join(" to ");
  return `open loop, ${text}${arrivals.kind === "poisson" ? " Poisson" : ""}`;
}

/** The servers in the words of who named them, or that one was started. */
export function serversText({ addresses, embedded }: Pick<BenchTarget, "addresses" | "embedded">): string {
  const names = addresses.map((address) => escapeControls(formatAddress(address))).join(" ");
  return embedded ? `embedded server ${names}` : names;
}

/** The title of a run. @param target what is loaded, safe to show */
export function benchTitle(target: string, load: LoadShape): BenchTitle {
  const { connections, threads, pipeline } = load;
  return {
    target,
    load: [
      loopText(load),
      counted(connections, "connection"),
      ...(threads === 1 ? [] : [counted(threads, "thread")]),
      ...(pipeline === 1 ? [] : [`pipeline ${formatCount(pipeline)}`]),
    ],
  };
}
