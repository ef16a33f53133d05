/** The histograms that files keep of each second of a run against an HTTP application. */

import type { HttpDatedPoint } from "../../bench/http/http-phase.ts";
import { type HttpRequest, httpRequestLabel } from "../../bench/http/http-plan.ts";
import { ALL_ENDINGS, everything, httpHistogram } from "../../bench/http/http-summarize.ts";
import type { SecondHistograms } from "./run-files.ts";

/** A request's label as a tag, which has no comma and no white space. */
function tagOf(request: HttpRequest): string {
  return httpRequestLabel(request).replaceAll(/[\s,]+/g, "_");
}

/** Those of all requests, and of each of `requests`. */
export function requestHistograms({ recorder }: HttpDatedPoint, requests: readonly HttpRequest[]): SecondHistograms {
  return {
    all: (clock) => httpHistogram(recorder, everything(requests.length), clock),
    kinds: (clock) =>
      requests.map((request, number) => [
        tagOf(request),
        httpHistogram(recorder, { requests: [number], endings: ALL_ENDINGS }, clock),
      ]),
  };
}
