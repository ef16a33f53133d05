/** When replies leave, computed: the one model of time that known servers keep and that `queue-truth.ts` calculates with. */
import assert from "node:assert/strict";
import { hashIndex } from "../../src/base/prng.ts";
import { isInShare, type Timing } from "./known-behaviour.ts";

/** Tells when the reply to each request is due. */
export interface TimingModel {
  /** When the reply to the next request is due that was read at `readMs`; to be called in the order of reading. */
  dueMs(readMs: number): number;
  /** When something that takes no time is done, asked for at `readMs`: at once, or at the end of a freeze. */
  idleMs(readMs: number): number;
}

type Freeze = Extract<Timing, { kind: "freeze" }>;
type Bimodal = Extract<Timing, { kind: "bimodal" }>;

const TWO_POW_32 = 4294967296;

/** The model of a timing whose clock starts at `originMs`. */
export function createTiming(timing: Timing, originMs: number): TimingModel {
  const atOnce = (readMs: number) => readMs;
  switch (timing.kind) {
    case "fixed":
      return { dueMs: (readMs) => readMs + timing.delayMs, idleMs: atOnce };
    case "freeze":
      return {
        dueMs: (readMs) => afterWork(timing, originMs, readMs, timing.serviceMs),
        idleMs: (readMs) => afterWork(timing, originMs, readMs, 0),
      };
    case "capacity": {
      const serviceMs = 1000 / timing.perSecond;
      let freeMs = originMs;
      return {
        dueMs: (readMs) => {
          freeMs = Math.max(freeMs, readMs) + serviceMs;
          return freeMs;
        },
        idleMs: atOnce,
      };
    }
    case "bimodal": {
      let index = 0;
      return { dueMs: (readMs) => readMs + (isSlow(timing, index++) ? timing.slowMs : timing.fastMs), idleMs: atOnce };
    }
  }
}

/** The moment at which `workMs` of work are done that began at `startMs`, of time in which the server was not frozen. */
function afterWork(freeze: Freeze, originMs: number, startMs: number, workMs: number): number {
  const { everyMs, frozenMs } = freeze;
  const freezesAtMs = freeze.freezesAtMs ?? everyMs - frozenMs;
  assert.ok(frozenMs < everyMs && freezesAtMs >= 0 && freezesAtMs + frozenMs <= everyMs, "a freeze lies in its period");
  const firstFreezeMs = originMs + freezesAtMs;
  const period = Math.floor((startMs - firstFreezeMs) / everyMs);
  let thawMs = firstFreezeMs + period * everyMs + frozenMs;
  let nowMs = Math.max(startMs, thawMs);
  let leftMs = workMs;
  for (;;) {
    const nextFreezeMs = thawMs - frozenMs + everyMs;
    if (nowMs + leftMs <= nextFreezeMs) {
      return nowMs + leftMs;
    }
    leftMs -= nextFreezeMs - nowMs;
    thawMs += everyMs;
    nowMs = thawMs;
  }
}

function isSlow({ share, seed }: Bimodal, index: number): boolean {
  return seed === undefined ? isInShare(index, share) : hashIndex(seed, index) < share * TWO_POW_32;
}
