/**
 * SASL on one connection, with the one mechanism PLAIN (RFC 4616): `[authzid] NUL user NUL password`.
 *
 * A login comes at once (AUTH with a response) or in two steps (AUTH without, STEP with it). Rights come only from a success
 * on this very request: whatever is tried and fails takes them away.
 */

/** The mechanisms offered, separated by spaces. */
export const SASL_MECHANISMS = "PLAIN";

/** What a step of a login led to. */
export const SASL_RESULT = { authenticated: 0, continues: 1, refused: 2 } as const;

/** One of {@link SASL_RESULT}. */
export type SaslResult = (typeof SASL_RESULT)[keyof typeof SASL_RESULT];

const NUL = 0;

/** The state of one connection's login. */
export class SaslLogin {
  readonly #matches: (user: Uint8Array, password: Uint8Array) => boolean;
  #isAuthenticated = false;
  #isStarted = false;

  /** @param matches asks the database of users as it is now */
  constructor(matches: (user: Uint8Array, password: Uint8Array) => boolean) {
    this.#matches = matches;
  }

  /** Whether the connection may do everything. */
  get isAuthenticated(): boolean {
    return this.#isAuthenticated;
  }

  /** AUTH. A connection that is logged in already is refused, and logged out. */
  start(mechanism: string, response: Uint8Array): SaslResult {
    const isAgain = this.#isAuthenticated;
    this.#isAuthenticated = false;
    this.#isStarted = false;
    if (isAgain || mechanism.toUpperCase() !== SASL_MECHANISMS) {
      return SASL_RESULT.refused;
    }
    if (response.length === 0) {
      this.#isStarted = true;
      return SASL_RESULT.continues;
    }
    return this.#check(response);
  }

  /** STEP, after an AUTH that said `continues`. */
  step(response: Uint8Array): SaslResult {
    const wasStarted = this.#isStarted;
    this.#isStarted = false;
    this.#isAuthenticated = false;
    return wasStarted ? this.#check(response) : SASL_RESULT.refused;
  }

  /** An attempt that is refused for its form alone: it takes the rights away like any other. */
  refuse(): void {
    this.#isStarted = false;
    this.#isAuthenticated = false;
  }

  #check(response: Uint8Array): SaslResult {
    const userStart = response.indexOf(NUL) + 1;
    const userEnd = response.indexOf(NUL, userStart);
    if (userStart === 0 || userEnd < 0) {
      return SASL_RESULT.refused;
    }
    const authorization = response.subarray(0, userStart - 1);
    const user = response.subarray(userStart, userEnd);
    const isItself = authorization.length === 0 || Buffer.from(authorization).equals(user);
    const isKnown = this.#matches(user, response.subarray(userEnd + 1));
    this.#isAuthenticated = isKnown && isItself;
    return this.#isAuthenticated ? SASL_RESULT.authenticated : SASL_RESULT.refused;
  }
}
