/** From what was recorded of an HTTP application to the numbers of the document: counts, rates, percentiles. */
import { escapeText } from "../../base/escape.ts";
import { Histogram } from "../../stats/histogram.ts";
import type { ClockName } from "../load/recorder.ts";
import type { ClockSummaries } from "../result/document.ts";
import { perSecond, summarizeLatency } from "../result/summarize.ts";
import type { HttpErrorCount, HttpOperationSummary, HttpRequestSummary, StatusClassSummary } from "./http-document.ts";
import { type HttpRequest, httpRequestLabel } from "./http-plan.ts";
import { ENDINGS, type EndingName, FAILED, type HttpRecorder, UNANSWERED } from "./http-recorder.ts";
import { STATUS_CLASSES } from "./request-line.ts";

/** The status class that is no error. */
const GOOD = ENDINGS.indexOf("2xx");

/** The error kinds of answers that came but are not 2xx. */
const NOT_GOOD_CLASSES = STATUS_CLASSES.filter((_, ending) => ending !== GOOD);

/** A choice of requests and endings, by their numbers. */
export interface HttpSelection {
  readonly requests: readonly number[];
  readonly endings: readonly number[];
}

/** All endings. */
export const ALL_ENDINGS: readonly number[] = ENDINGS.map((_, ending) => ending);

/** Endings that are errors: no answer, or one that is not 2xx. */
export const ERROR_ENDINGS: readonly number[] = ALL_ENDINGS.filter(
  (ending) => ending !== GOOD && ending !== UNANSWERED,
);

/** Everything of a run with so many kinds of requests. */
export function everything(requestCount: number): HttpSelection {
  return { requests: Array.from({ length: requestCount }, (_, request) => request), endings: ALL_ENDINGS };
}

/** The histogram of one clock over a selection. */
export function httpHistogram(recorder: HttpRecorder, selection: HttpSelection, clock: ClockName): Histogram {
  const merged = Histogram.create();
  for (const request of selection.requests) {
    for (const ending of selection.endings) {
      const histogram = recorder.histogram(request, ending, clock);
      if (histogram !== undefined) {
        merged.add(histogram);
      }
    }
  }
  return merged;
}

/** How many requests a selection has. */
export function countHttp(recorder: HttpRecorder, { requests, endings }: HttpSelection): number {
  return requests.reduce(
    (sum, request) => endings.reduce((part, ending) => part + recorder.requests(request, ending), sum),
    0,
  );
}

/** Answers whose service time is not known, because they were read after a pause of ours. */
export function countUntimedAnswers(recorder: HttpRecorder, requestCount: number): number {
  return everything(requestCount).requests.reduce(
    (sum, request) => STATUS_CLASSES.reduce((part, _, ending) => part + recorder.untimed(request, ending), sum),
    0,
  );
}

function clocksOf(recorder: HttpRecorder, selection: HttpSelection, isPaced: boolean): ClockSummaries {
  const summary = (clock: ClockName) => summarizeLatency(httpHistogram(recorder, selection, clock));
  return {
    response: isPaced ? summary("response") : null,
    service: summary("service"),
    sendLag: isPaced ? summary("sendLag") : null,
  };
}

/** Sums up a choice of requests, however they ended. */
export function summarizeHttp(
  recorder: HttpRecorder,
  numbers: readonly number[],
  seconds: number,
  isPaced: boolean,
): HttpRequestSummary {
  const selection = { requests: numbers, endings: ALL_ENDINGS };
  const requests = countHttp(recorder, selection);
  const unanswered = countHttp(recorder, { requests: numbers, endings: [UNANSWERED] });
  const errors = countHttp(recorder, { requests: numbers, endings: ERROR_ENDINGS });
  return {
    requests,
    requestsPerSecond: perSecond(requests - unanswered, seconds),
    errors,
    errorRate: requests === 0 ? null : errors / requests,
    unanswered,
    ...clocksOf(recorder, selection, isPaced),
  };
}

function statusesOf(
  recorder: HttpRecorder,
  request: number,
  seconds: number,
  isPaced: boolean,
): HttpOperationSummary["statuses"] {
  const occurred = STATUS_CLASSES.flatMap((name, ending): [EndingName, StatusClassSummary][] => {
    const requests = recorder.requests(request, ending);
    const clocks = clocksOf(recorder, { requests: [request], endings: [ending] }, isPaced);
    return requests === 0 ? [] : [[name, { requests, requestsPerSecond: perSecond(requests, seconds), ...clocks }]];
  });
  return Object.fromEntries(occurred);
}

/** Sums up each kind of request that occurred. */
export function summarizeHttpRequests(
  recorder: HttpRecorder,
  requests: readonly HttpRequest[],
  seconds: number,
  isPaced: boolean,
): HttpOperationSummary[] {
  return requests.flatMap((request, number) => {
    const summary = summarizeHttp(recorder, [number], seconds, isPaced);
    const { method, path } = request;
    return summary.requests === 0
      ? []
      : [
          {
            label: httpRequestLabel(request),
            method,
            path,
            ...summary,
            statuses: statusesOf(recorder, number, seconds, isPaced),
          },
        ];
  });
}

/** Errors by kind, answers that are not 2xx among them by status; the most frequent first. */
export function httpErrorsOf(recorder: HttpRecorder): HttpErrorCount[] {
  const bad = recorder.statuses
    .filter(([status]) => NOT_GOOD_CLASSES.some((name) => name[0] === String(status)[0]))
    .map(([status, count]) => ({ kind: `status ${status}`, count }));
  const broken = recorder.errors.map(([kind, count]) => ({ kind: escapeText(kind), count }));
  return [...bad, ...broken].sort((left, right) => right.count - left.count);
}

/** Requests that were answered at all. */
export function countAnswered(recorder: HttpRecorder, requestCount: number): number {
  const { requests } = everything(requestCount);
  return countHttp(recorder, {
    requests,
    endings: ALL_ENDINGS.filter((ending) => ending !== FAILED && ending !== UNANSWERED),
  });
}
