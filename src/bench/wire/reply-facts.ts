/**
 * What a reply told beside its outcome, for requests that follow from it. One record a reader, valid while the reply is being settled.
 *
 * A cas unique has 64 bits, more than a number holds, and memtool only has to send back what it was given. So it stays in two parts:
 * decimal digits above and below 10^10 in the text protocols, the upper and lower 32 bits in the binary one.
 */
export class ReplyFacts {
  casHigh = 0;
  casLow = 0;
  /** Meta's W: this request is to load the value; nobody else is told so. */
  isWinner = false;
  /** Meta's Z: somebody else was told to load the value. */
  isAwaited = false;
  /** Meta's X: the value was invalidated. */
  isStale = false;
  /** Bytes of the value. */
  valueBytes = 0;

  /** Forgets the flags of the reply before. */
  clearFlags(): void {
    this.isWinner = false;
    this.isAwaited = false;
    this.isStale = false;
  }
}
