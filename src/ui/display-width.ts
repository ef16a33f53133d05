/** How many columns text takes on a terminal: wide characters two, combining marks none. */
import stringWidth from "string-width";

const PRINTABLE_ASCII = /^[ -~]*$/;

/** Columns of `text`. */
export function displayWidth(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text);
}
