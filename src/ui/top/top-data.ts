/** What the screen of `top` draws, besides its own state: the model, and what comes from elsewhere. */
import type { Moment, MonitorModel, ServerMoment } from "../../monitor/model.ts";
import type { ServerAnswer } from "../../monitor/reading.ts";
import { TOTAL, type TopState } from "./top-state.ts";

/** A key that many ask for. */
export interface HotKey {
  /** As it may be shown. */
  readonly key: string;
  /** Requests counted for it; the true number lies between this and `count - overcount`. */
  readonly count: number;
  readonly overcount: number;
  readonly perSecond: number;
  /** Part of all requests seen, 0 to 1. */
  readonly share: number;
  /** Part of its requests that hit, 0 to 1; NaN when it is not known. */
  readonly hitRatio: number;
}

/** What was seen of the keys since the page was opened. */
export interface HotReport {
  readonly seconds: number;
  readonly seen: number;
  /** Requests that the servers could not tell us of. */
  readonly lost: number;
  readonly keys: readonly HotKey[];
  /** Why a server cannot be watched. */
  readonly failures: readonly string[];
}

/** Where the rounds come from. */
export type TopSource =
  | { readonly kind: "live"; readonly recordsTo: string | undefined }
  | { readonly kind: "replay"; readonly isOver: boolean };

/** See the head of the file. */
export interface TopData {
  readonly model: MonitorModel;
  readonly source: TopSource;
  /** Undefined while nobody watches. */
  readonly hot: HotReport | undefined;
  /** What can be said in words about an answer, and what happened since an earlier one. */
  readonly adviceOf: (answer: ServerAnswer, earlier: ServerAnswer | undefined) => readonly string[];
}

/** The moment that is shown; undefined before the first round. */
export function shownMoment(state: TopState, { model }: Pick<TopData, "model">): Moment | undefined {
  return model.at(state.momentMs);
}

/** The server that the page is of; undefined for the total. */
export function shownServer(state: TopState, moment: Moment | undefined): ServerMoment | undefined {
  return state.server === TOTAL ? undefined : moment?.servers.find(({ name }) => name === state.server);
}
