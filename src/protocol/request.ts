/**
 * The parsed form of one request, shared by the text, meta and binary parsers (which fill it) and the engine (which obeys it).
 *
 * There is one Request per worker thread, reused for every command of every connection: parsing allocates nothing.
 * It holds offsets into the bytes it was parsed from, so it is only valid until those bytes are reused.
 * Only the fields that belong to the parsed verb are set; the others keep what an earlier command left in them.
 */
import type { BinaryStatus } from "./binary/status.ts";
import { KEY_LENGTH_MAX } from "./limits.ts";

/** The verbs. `invalid` carries a {@link REQUEST_ERROR} in `Request.error`. */
export const OP = {
  invalid: 0,
  get: 1,
  gets: 2,
  gat: 3,
  gats: 4,
  set: 5,
  add: 6,
  replace: 7,
  append: 8,
  prepend: 9,
  cas: 10,
  delete: 11,
  incr: 12,
  decr: 13,
  touch: 14,
  flushAll: 15,
  version: 16,
  verbosity: 17,
  stats: 18,
  quit: 19,
  metaGet: 20,
  metaSet: 21,
  metaDelete: 22,
  metaArithmetic: 23,
  metaNoop: 24,
  metaDebug: 25,
  shutdown: 26,
  slabs: 27,
  lru: 28,
  lruCrawler: 29,
  watch: 30,
  cacheMemlimit: 31,
  refreshCerts: 32,
  debugtime: 33,
  debugitem: 34,
  saslList: 35,
  saslAuth: 36,
  saslStep: 37,
  config: 38,
} as const;

/** One of {@link OP}. */
export type Op = (typeof OP)[keyof typeof OP];

/** True for the classic storage verbs, whose line is followed by a data block. */
export function isStorage(op: Op): boolean {
  return op >= OP.set && op <= OP.cas;
}

/**
 * Why a line was refused. The reply for each is in `text/errors.ts`.
 */
export const REQUEST_ERROR = {
  none: 0,
  /** `ERROR`: unknown command, or a known one with a wrong number of words where memcached says ERROR. */
  unknownCommand: 1,
  /** `CLIENT_ERROR bad command line format` */
  badFormat: 2,
  /** `CLIENT_ERROR invalid exptime argument` */
  badExptime: 3,
  /** `CLIENT_ERROR invalid numeric delta argument` */
  badDelta: 4,
  /** `CLIENT_ERROR options flags are too long` */
  tooManyFlags: 5,
  /** `CLIENT_ERROR duplicate flag` */
  duplicateFlag: 6,
  /** `CLIENT_ERROR invalid flag` */
  invalidFlag: 7,
  /** `CLIENT_ERROR bad token in command line format` */
  badToken: 8,
  /** `CLIENT_ERROR invalid numeric initial value` */
  badInitial: 9,
  /** `CLIENT_ERROR invalid numeric delta value` */
  badMetaDelta: 10,
  /** `CLIENT_ERROR error decoding key` */
  badBase64Key: 11,
  /** `CLIENT_ERROR opaque token too long` */
  opaqueTooLong: 12,
  /** `CLIENT_ERROR invalid or duplicate flag` (ma only) */
  invalidOrDuplicateFlag: 13,
  /** `CLIENT_ERROR invalid mode for ms M token` */
  badSetMode: 14,
  /** `CLIENT_ERROR invalid mode for ma M token` */
  badArithmeticMode: 15,
} as const;

/** One of {@link REQUEST_ERROR}. */
export type RequestError = (typeof REQUEST_ERROR)[keyof typeof REQUEST_ERROR];

/** What a parser returns instead of a number of bytes used: the line is not complete yet. */
export const PARSE_MORE = 0;

/** What a parser returns instead of a number of bytes used: close the connection without a word. */
export const PARSE_CLOSE = -1;

/** The reusable request; see the file's head. Numbers are JS integers unless a pair of unsigned 32-bit halves is named. */
export class Request {
  op: Op = OP.invalid;
  error: RequestError = REQUEST_ERROR.none;
  /** Classic `noreply`, or meta `q`: the verb decides what it hides. Already false where memcached ignores it. */
  noreply = false;
  /** Only with `op` invalid: bytes of data block (with its CRLF) or of a binary body that must be skipped; 0 for none. */
  skipBytes = 0;
  /** Only with `op` invalid: a data block may follow whose length could not be read, so that its bytes are taken for requests. */
  isUnframed = false;

  /** Binary: as sent, for the reply. `opaque` is unsigned. */
  opcode = 0;
  opaque = 0;
  /** Binary, only with `op` invalid: the answer, and whether the connection ends with it. */
  status: BinaryStatus = 0;
  closes = false;

  /** The bytes that hold the key: those parsed from, or `decodedKey` when the meta flag b gave it in base64. */
  keyBytes: Uint8Array;
  keyStart = 0;
  keyLength = 0;
  /** `hashKey` of the key under `hashSeed`, as a signed 32-bit integer. */
  keyHash = 0;

  /** Client flags, unsigned 32 bit. */
  flags = 0;
  /** Exptime as sent: 0 never, negative expired, up to 30 days relative, else absolute. Meta T and gat/touch too (32 bits there). */
  exptime = 0;
  /** Length of the data block without CRLF. */
  valueLength = 0;
  /** Classic cas unique, or meta C. */
  casLow = 0;
  casHigh = 0;
  /** incr/decr delta, or meta D (default 1). */
  deltaLow = 0;
  deltaHigh = 0;

  /** What follows the key: the further keys of a retrieval, the flag words of a meta command, the words of stats and others. */
  argsStart = 0;
  argsEnd = 0;

  /** Meta flags seen, bit 0 = a / A, one word for each case; see {@link hasFlag}. */
  flagsLower = 0;
  flagsUpper = 0;
  /** Meta N. */
  vivifyTtl = 0;
  /** Meta R. */
  recacheTtl = 0;
  /** Meta E. */
  newCasLow = 0;
  newCasHigh = 0;
  /** Meta J. */
  initialLow = 0;
  initialHigh = 0;
  /** For metaSet the classic storage verb of M; for metaArithmetic OP.incr or OP.decr. */
  mode: Op = OP.invalid;

  /** Whether `config` is known: only to a server that is a directory of nodes. To others it is no command, as to memcached. */
  readonly takesConfig: boolean;
  /** Start value of the key hash, random per process, the same in every thread. */
  readonly hashSeed: number;
  /** The number the parser read last; of no meaning outside the parsers. */
  scanned = 0;
  /** Where base64 keys are decoded to. */
  readonly decodedKey: Uint8Array = new Uint8Array(KEY_LENGTH_MAX);

  constructor(hashSeed: number, takesConfig = false) {
    this.hashSeed = hashSeed | 0;
    this.takesConfig = takesConfig;
    this.keyBytes = this.decodedKey;
  }

  /** Whether the meta command carried the flag whose letter has this char code (ASCII letter). */
  hasFlag(letter: number): boolean {
    const word = letter >= 97 ? this.flagsLower : this.flagsUpper;
    return ((word >>> ((letter - 1) & 31)) & 1) === 1;
  }
}
