/** How many columns text takes on a terminal: wide characters two, combining marks none. */
import stringWidth from "string-width";

/** ASCII, box drawing, blocks, braille, the ellipsis, the marks and the arrows of sorting: what the screens are made of. Looking each up takes long. */
const NARROW = /^[ -~\u2500-\u259f\u2800-\u28ff…✓✗▲▼]*$/;

/** Columns of `text`. */
export function displayWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}
