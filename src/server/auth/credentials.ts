/** The users a server knows, and whether somebody is one of them. */
import { digestsEqual, secretDigest } from "../../base/secrets.ts";

/** A user's name and password, as bytes. */
export interface Credential {
  readonly user: Uint8Array;
  readonly password: Uint8Array;
}

/** Keeps digests only. How long {@link matches} takes depends on the number of users, not on whom or what was asked for. */
export class Credentials {
  readonly #digests: readonly { readonly user: Uint8Array; readonly password: Uint8Array }[];

  constructor(users: readonly Credential[]) {
    this.#digests = users.map(({ user, password }) => ({ user: secretDigest(user), password: secretDigest(password) }));
  }

  /** Whether there is such a user with this password. Looks at every user, found or not. */
  matches(user: Uint8Array, password: Uint8Array): boolean {
    const userDigest = secretDigest(user);
    const passwordDigest = secretDigest(password);
    let isKnown = false;
    for (const known of this.#digests) {
      const isUser = digestsEqual(known.user, userDigest);
      const isPassword = digestsEqual(known.password, passwordDigest);
      isKnown = (isUser && isPassword) || isKnown;
    }
    return isKnown;
  }
}
