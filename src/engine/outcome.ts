/** What a session has to do after a request was executed. */
export const OUTCOME = {
  /** Go on with the next request. */
  next: 0,
  /** Send what is pending, then close the connection (quit). */
  close: 1,
  /** A retrieval of many keys has answered a part of them: send that when it is much, then call `Engine.resume`. */
  paused: 2,
  /** The reply goes on by itself: take it from `Engine.takeStream` and send it to its end. */
  stream: 3,
  /** As paused, but the item of the key that is next has to be fetched from disk before. */
  fetch: 4,
} as const;

/** One of {@link OUTCOME}. */
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];
