/** What a meta reply may have to tell about an item. The engine fills one reusable record, the writers pick from it. */

/** The ttl of an item that never expires. */
export const TTL_NONE = -1;

/** Facts about the item that a meta command found or made; see each field for the flag that shows it. */
export class MetaFacts {
  /** s: bytes of the value; for ms the final size, or the size sent if it was not stored. */
  valueLength = 0;
  /** t before the command's own T: seconds left, {@link TTL_NONE} for never. */
  ttlBefore = TTL_NONE;
  /** Whether the command itself created the item (N); until its N acts such an item lives for ever. */
  created = false;
  /** t behind the command's own N, if that created the item. */
  ttlCreated = TTL_NONE;
  /** t behind the command's own T. Equal to `ttlBefore` when T was not given. */
  ttlAfter = TTL_NONE;
  /** c: cas unique as unsigned 32-bit halves; 0 for an ms that did not store. */
  casLow = 0;
  casHigh = 0;
  /** f: client flags, unsigned 32 bit. */
  clientFlags = 0;
  /** l: seconds since the last access, before this one. */
  lastAccessSeconds = 0;
  /** h: whether the item had been hit before this request. */
  hitBefore = false;
  /** k: the stored key is binary, so it is shown as base64 and followed by the flag b. On a miss: the request had b. */
  keyIsBinary = false;
  /** W: this client is to recache the item. */
  won = false;
  /** X: the item is stale. */
  stale = false;
  /** Z: another client has been told to recache it. */
  tokenSent = false;

  /** Forgets everything but what a miss can show: the request's key, and whether it came in base64. */
  clear(keyIsBinary: boolean): void {
    this.valueLength = 0;
    this.ttlBefore = TTL_NONE;
    this.created = false;
    this.ttlCreated = TTL_NONE;
    this.ttlAfter = TTL_NONE;
    this.casLow = 0;
    this.casHigh = 0;
    this.clientFlags = 0;
    this.lastAccessSeconds = 0;
    this.hitBefore = false;
    this.keyIsBinary = keyIsBinary;
    this.won = false;
    this.stale = false;
    this.tokenSent = false;
  }
}
