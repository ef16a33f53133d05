/** Finds the numbers and histograms of a run against an HTTP application by the names that thresholds and the document use. */
import type { Histogram } from "../../stats/histogram.ts";
import { encodeBase64 } from "../../stats/histogram-base64.ts";
import { CLOCKS, type ClockName } from "../load/recorder.ts";
import type { RateSummary } from "../result/document.ts";
import type { SelfTotals } from "../result/self-totals.ts";
import { perSecond } from "../result/summarize.ts";
import type { LatencySelector, ThresholdClock, ThresholdLookup, ThresholdNumber } from "../thresholds.ts";
import type { CacheTotals } from "./http-document.ts";
import { type HttpRequest, httpRequestLabel } from "./http-plan.ts";
import { ENDINGS, type EndingName, type HttpRecorder, UNANSWERED } from "./http-recorder.ts";
import {
  ALL_ENDINGS,
  countHttp,
  ERROR_ENDINGS,
  everything,
  type HttpSelection,
  httpHistogram,
} from "./http-summarize.ts";
import { STATUS_CLASSES } from "./request-line.ts";

/** What is looked up in. */
export interface HttpLookupFacts {
  readonly recorder: HttpRecorder;
  readonly self: SelfTotals;
  readonly requests: readonly HttpRequest[];
  readonly seconds: number;
  /** Null in a closed loop. */
  readonly rate: RateSummary | null;
  readonly cache: CacheTotals | null;
}

const CLOCK_OF: Readonly<Record<Exclude<ThresholdClock, "client_lag">, ClockName>> = {
  response: "response",
  service: "service",
  send_lag: "sendLag",
};

/** The look-up of thresholds. */
export class HttpLookup implements ThresholdLookup {
  readonly #facts: HttpLookupFacts;

  constructor(facts: HttpLookupFacts) {
    this.#facts = facts;
  }

  latency({ operation, outcome, clock }: LatencySelector): Histogram | undefined {
    const { recorder, self, rate } = this.#facts;
    const isPaced = rate !== null;
    if (clock === "client_lag") {
      return isPaced && operation === undefined && outcome === undefined ? self.ownDelay : undefined;
    }
    const name = clock === undefined ? (isPaced ? "response" : "service") : CLOCK_OF[clock];
    const { requests, endings } = this.#selection(operation);
    const isKnown = (name === "service" || isPaced) && this.#occurred(operation);
    return isKnown
      ? httpHistogram(recorder, { requests, endings: outcome === undefined ? endings : ERROR_ENDINGS }, name)
      : undefined;
  }

  number(name: ThresholdNumber, operation?: string): number | undefined {
    const { recorder, rate, cache, seconds } = this.#facts;
    const selection = this.#selection(operation);
    const count = (endings: readonly number[]): number => countHttp(recorder, { ...selection, endings });
    switch (name) {
      case "hit_rate":
        return cache?.hitRate ?? undefined;
      case "error_rate": {
        const all = count(selection.endings);
        return all === 0 ? undefined : count(ERROR_ENDINGS) / all;
      }
      case "ops":
        return this.#occurred(operation)
          ? (perSecond(count(selection.endings.filter((ending) => ending !== UNANSWERED)), seconds) ?? undefined)
          : undefined;
      case "offered":
        return rate?.offeredPerSecond ?? undefined;
      case "unanswered":
        return count([UNANSWERED]);
    }
  }

  /** A class of status always is something that could have occurred; a request that was never drawn has no samples. */
  #occurred(word: string | undefined): boolean {
    const isClass = STATUS_CLASSES.some((known) => known === word);
    return isClass || countHttp(this.#facts.recorder, this.#selection(word)) > 0;
  }

  /** What a word in front of a metric means: a class of status, a request's name, or all requests of a method. */
  #selection(word: string | undefined): HttpSelection {
    const { requests } = this.#facts;
    const all = everything(requests.length);
    if (word === undefined) {
      return all;
    }
    const ending = ENDINGS.indexOf(word as EndingName);
    return ending === -1
      ? {
          requests: all.requests.filter(
            (number) => requests[number]?.name === word || requests[number]?.method === word,
          ),
          endings: ALL_ENDINGS,
        }
      : { requests: all.requests, endings: [ending] };
  }
}

/** Every histogram of a run, by `total.CLOCK`, `LABEL.ENDING.CLOCK` and `ownDelay`; those of nothing are left out. */
export function encodedHttpHistograms({ recorder, self, requests }: HttpLookupFacts): Record<string, string> {
  const encoded: Record<string, string> = {};
  const add = (name: string, histogram: Histogram | undefined): void => {
    if (histogram?.minNs !== undefined) {
      encoded[name] = encodeBase64(histogram);
    }
  };
  for (const clock of CLOCKS) {
    add(`total.${clock}`, httpHistogram(recorder, everything(requests.length), clock));
    requests.forEach((request, number) => {
      ENDINGS.forEach((ending, index) => {
        add(`${httpRequestLabel(request)}.${ending}.${clock}`, recorder.histogram(number, index, clock));
      });
    });
  }
  add("ownDelay", self.ownDelay);
  return encoded;
}
