/** The fixed reply lines of the text protocol, as bytes ready to append. */

const encoder = new TextEncoder();

function line(text: string): Uint8Array {
  return encoder.encode(`${text}\r\n`);
}

/** The line end, also behind every value. */
export const CRLF = encoder.encode("\r\n");

/** Answers to the storage verbs. */
export const STORED = line("STORED");
/** add on an existing key; replace, append, prepend on a missing one. */
export const NOT_STORED = line("NOT_STORED");
/** cas differs. */
export const EXISTS = line("EXISTS");
/** cas, delete, incr, decr, touch on a missing key. */
export const NOT_FOUND = line("NOT_FOUND");
/** The end of a retrieval and of stats. */
export const END = line("END");
/** delete found its key. */
export const DELETED = line("DELETED");
/** touch found its key. */
export const TOUCHED = line("TOUCHED");
/** flush_all, verbosity. */
export const OK = line("OK");
/** stats reset. */
export const RESET = line("RESET");
/** mn. */
export const MN = line("MN");

/** Unknown command. */
export const ERROR = line("ERROR");
/** The two bytes behind the data block are not CRLF. */
export const BAD_DATA_CHUNK = line("CLIENT_ERROR bad data chunk");
/** incr, decr, ma on a value that is no number. */
export const NON_NUMERIC = line("CLIENT_ERROR cannot increment or decrement non-numeric value");
/** flush_all under -F. */
export const FLUSH_NOT_ALLOWED = line("CLIENT_ERROR flush_all not allowed");
/** shutdown with a word that is no prefix of `graceful`. */
export const INVALID_SHUTDOWN_MODE = line("CLIENT_ERROR invalid shutdown mode");
/** shutdown without -A (memcached writes this colon). */
export const SHUTDOWN_NOT_ENABLED = line("SERVER_ERROR: shutdown not enabled");
/** refresh_certs without -Z. */
export const TLS_NOT_ENABLED = line("Error TLS not enabled");
/** The item would be larger than -I. */
export const TOO_LARGE = line("SERVER_ERROR object too large for cache");
/** No memory for an item, and evictions are off or of no help. */
export const NO_MEMORY_STORING = line("SERVER_ERROR out of memory storing object");
/** incr, decr, ma: no memory for the longer number. */
export const NO_MEMORY_ARITHMETIC = line("SERVER_ERROR out of memory");
/** ma with N: no memory for the new item. */
export const NO_MEMORY_NEW_ITEM = line("SERVER_ERROR Out of memory allocating new item");
/** A retrieval whose reply would take more memory than a connection may hold. */
export const NO_MEMORY_REPLY = line("SERVER_ERROR out of memory writing get response");
/** More connections than -c allows. */
export const TOO_MANY_CONNECTIONS = line("ERROR Too many open connections");
