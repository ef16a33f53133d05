/**
 * The prompt before there is a screen. Loading Ink takes longer than everything else of a start together, so the prompt is painted
 * at once, and keys that are typed meanwhile wait in the terminal, unechoed, until the screen is there to take them.
 */
import type { ReadStream, WriteStream } from "node:tty";

/** Paints `text` where the screen will draw its prompt; call the function it returns when the screen is loaded and takes the keys. */
export function paintFirst(
  { stdin, stdout }: { readonly stdin: ReadStream; readonly stdout: WriteStream },
  text: string,
): () => void {
  stdin.setRawMode(true);
  stdout.write(text);
  return () => {
    stdout.write("\r\x1b[K");
  };
}
