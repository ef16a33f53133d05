/** The summary of what a server answered: its general statistics, and its slabs where it was asked for them. */
import type { StatSample } from "../stats/rates.ts";
import { slabMemoryOf } from "../stats/slab-memory.ts";
import { type Summary, summarize } from "../stats/summary.ts";
import type { ServerAnswer } from "./reading.ts";

function sampleOf({ views, atMs }: ServerAnswer): StatSample {
  return { stats: views.get("") ?? new Map(), atMs };
}

/** The summary of one answer. @param earlier where the window began */
export function summaryOf(now: ServerAnswer, earlier: ServerAnswer | undefined): Summary {
  const slabs = now.views.get("slabs");
  const memory = slabs === undefined ? undefined : slabMemoryOf(slabs, now.views.get("items"));
  return summarize(sampleOf(now), earlier === undefined ? undefined : sampleOf(earlier), memory);
}
