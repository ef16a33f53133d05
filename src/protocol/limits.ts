/** The limits of the text protocol, memcached's own values unless said otherwise. */

/** Longest key in bytes, as written on the wire (memcached KEY_MAX_LENGTH). */
export const KEY_LENGTH_MAX = 250;

/** A command line shorter than this, its end included, is refused. */
export const COMMAND_LINE_BYTES_MIN = 4;

/** More buffered bytes than this without a newline close the connection, unless a get or gets has begun. */
export const UNFINISHED_LINE_BYTES_MAX = 2048;

/** A complete line may be longer than {@link UNFINISHED_LINE_BYTES_MAX} if it fits memcached's read buffer (READ_BUFFER_SIZE). */
export const COMMAND_LINE_BYTES_MAX = 16_384;

/** Longest get or gets line. memcached has no limit; ours bounds the memory and the time (1 ns a byte) of one line. */
export const RETRIEVAL_LINE_BYTES_MAX = 4 * 1024 * 1024;

/** Most leading spaces before a get or gets that may still grow past {@link UNFINISHED_LINE_BYTES_MAX}. */
export const LEADING_SPACES_MAX = 100;

/** Words of a line that memcached looks at (MAX_TOKENS - 1); later ones are ignored, except keys of a retrieval. */
export const WORDS_MAX = 23;

/** Largest data block a storage line may announce: more would overflow a 32-bit length with its CRLF. */
export const VALUE_LENGTH_MAX = 2_147_483_645;

/**
 * Most words of a delete that are ignored behind its key are three: memcached up to 1.6.18 takes one, 1.6.45 any number, and
 * memccapable insists that a line of six words is an error.
 */
export const DELETE_WORDS_MAX = 5;

/** Most words of a meta command, name and key included (MFLAG_MAX_OPT_LENGTH). */
export const META_WORDS_MAX = 20;

/** Longest opaque word, the letter O included (MFLAG_MAX_OPAQUE_LENGTH). */
export const OPAQUE_WORD_BYTES_MAX = 32;

/** A retrieval of many keys pauses, and the replies of a pipeline are sent, when this much is pending. */
export const REPLY_PAUSE_BYTES = 256 * 1024;
