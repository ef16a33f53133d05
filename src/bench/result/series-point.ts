/** What a point of a series tells of the requests that ended in it, whatever was loaded. */
import type { Histogram } from "../../stats/histogram.ts";
import type { SeriesPoint } from "./document.ts";
import type { Gathering, PointSpan } from "./point-slots.ts";
import { microseconds } from "./summarize.ts";

/** What of it depends on what was loaded. */
export interface PointRequests {
  /** That ended. */
  readonly requests: number;
  readonly errors: number;
  /** By clock. */
  readonly response: Histogram;
  readonly service: Histogram;
  readonly sendLag: Histogram;
}

/** The fields that hold for any load. @param isPaced whether requests are due at certain moments */
export function requestFields(
  { index, startMs, endMs }: PointSpan,
  { due, allInFlight }: Gathering<unknown>,
  { requests, errors, response, service, sendLag }: PointRequests,
  isPaced: boolean,
) {
  const seconds = Math.max(1, endMs - startMs) / 1000;
  const [serviceP50, serviceP99] = service.percentilesNs([50, 99]);
  const [responseP50, responseP99] = response.percentilesNs([50, 99]);
  const [lagP99] = sendLag.percentilesNs([99]);
  return {
    index,
    startMs,
    endMs,
    requests,
    errors,
    opsPerSecond: requests / seconds,
    offeredPerSecond: isPaced ? due / seconds : null,
    responseP50Us: microseconds(responseP50),
    responseP99Us: microseconds(responseP99),
    responseMaxUs: microseconds(response.maxNs),
    serviceP50Us: microseconds(serviceP50),
    serviceP99Us: microseconds(serviceP99),
    serviceMaxUs: microseconds(service.maxNs),
    sendLagP99Us: microseconds(lagP99),
    inFlight: allInFlight,
  } satisfies Partial<SeriesPoint>;
}
