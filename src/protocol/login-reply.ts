/** What the answer to a login can be, in either protocol: the data that the codecs and the client share. */

/**
 * An answer that is no success. `refused`: the server's own words, unescaped. `failed`: the server could not deal with a login at all.
 * `fault`: no answer to a login; `found` is escaped and continues "the server sent ...".
 */
export type LoginFailure =
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "fault"; readonly found: string };

/** What the bytes so far say; `used` of them are the answer. */
export type LoginReply =
  | { readonly kind: "more" }
  | { readonly kind: "accepted"; readonly used: number }
  | LoginFailure;
