/** Keys as words of the command line: text in UTF-8, which the meta commands carry in base64 where the classic ones cannot. */
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { checkMetaKey } from "../../protocol/key.ts";

/** What Node makes of bytes on the command line that are not UTF-8. What they were is lost. */
const REPLACEMENT = "\ufffd";

/** A longer key is cut in messages. */
const SHOWN_LENGTH_MAX = 40;

/**
 * Checks a key and returns it.
 * @throws MemtoolError USAGE if it is empty, too long in the form it would be sent, or was not UTF-8
 */
export function checkKeyWord(key: string): string {
  checkUtf8(key, "the key", "give its bytes in base64 to a meta command: memtool mg BASE64 v b");
  try {
    checkMetaKey(key);
  } catch (error) {
    throw key === "" || !(error instanceof MemtoolError) ? error : named(key, error);
  }
  return key;
}

/** Names the key, of which there may be several. */
function named(key: string, { message, hint }: MemtoolError): MemtoolError {
  const shown = escapeText(key.length > SHOWN_LENGTH_MAX ? `${key.slice(0, SHOWN_LENGTH_MAX)}...` : key);
  return new MemtoolError("USAGE", `${message}: ${shown}`, hint === undefined ? {} : { hint });
}

/**
 * Refuses a word of the command line whose bytes Node could not read.
 * @param what names the word
 * @throws MemtoolError USAGE
 */
export function checkUtf8(word: string, what: string, hint: string): void {
  if (word.includes(REPLACEMENT)) {
    throw new MemtoolError(
      "USAGE",
      `${what} holds bytes that are not UTF-8, which no word of a command line can carry`,
      {
        hint,
      },
    );
  }
}
