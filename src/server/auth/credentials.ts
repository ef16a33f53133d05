/** The users a server knows, and whether somebody is one of them. */
import { digestsEqual, secretDigest } from "../../base/secrets.ts";

/** A user's name and password, as bytes. */
export interface Credential {
  readonly user: Uint8Array;
  readonly password: Uint8Array;
}

/** Keeps digests only. How long {@link matches} takes depends on the number of users, not on whom or what was asked for. */
export class Credentials {
  readonly #digests: readonly Uint8Array[];

  constructor(users: readonly Credential[]) {
    this.#digests = users.map(({ user, password }) => pairDigest(user, password));
  }

  /** Whether there is such a user with this password. Looks at every user, found or not. */
  matches(user: Uint8Array, password: Uint8Array): boolean {
    const digest = pairDigest(user, password);
    let isKnown = false;
    for (const known of this.#digests) {
      isKnown = digestsEqual(known, digest) || isKnown;
    }
    return isKnown;
  }
}

/** Of both at once, so that half as much has to be compared; each is digested first, so that no byte moves from one to the other. */
function pairDigest(user: Uint8Array, password: Uint8Array): Uint8Array {
  return secretDigest(Buffer.concat([secretDigest(user), secretDigest(password)]));
}
