/** Reads keys from a terminal: raw mode and bracketed paste on, and off again afterwards. */
import { DECODER_START, decodeKeys, flushEscape, type KeyEvent } from "./decode-keys.ts";

/** How long an Escape may wait for the rest of its sequence. */
const ESCAPE_WAIT_MS = 50;

const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

/** Both ends of a terminal. */
export interface KeyTerminal {
  readonly stdin: Pick<NodeJS.ReadStream, "on" | "off" | "setEncoding" | "setRawMode" | "resume" | "pause">;
  readonly stdout: Pick<NodeJS.WriteStream, "write">;
}

/**
 * Calls `onKey` for every key and `onEnd` when the terminal is gone.
 * @returns call it to read no more and to leave the terminal as it was
 */
export function readTerminalKeys(
  { stdin, stdout }: KeyTerminal,
  onKey: (key: KeyEvent) => void,
  onEnd: () => void,
): () => void {
  let state = DECODER_START;
  let timer: NodeJS.Timeout | undefined;
  const deliver = (decoded: ReturnType<typeof decodeKeys>): void => {
    state = decoded.state;
    decoded.events.forEach(onKey);
  };
  const onData = (chunk: string | Buffer): void => {
    clearTimeout(timer);
    deliver(decodeKeys(state, chunk.toString()));
    if (state.pending !== "") {
      timer = setTimeout(() => deliver(flushEscape(state)), ESCAPE_WAIT_MS);
    }
  };
  stdin.setEncoding("utf8");
  stdin.setRawMode(true);
  stdin.on("data", onData);
  stdin.on("end", onEnd);
  stdin.resume();
  stdout.write(PASTE_ON);
  return () => {
    clearTimeout(timer);
    stdin.off("data", onData);
    stdin.off("end", onEnd);
    stdin.setRawMode(false);
    stdin.pause();
    stdout.write(PASTE_OFF);
  };
}
