/** Reads keys from the terminal while a component is mounted: raw mode and bracketed paste on, and off again after it. */
import { useStdin, useStdout } from "ink";
import { useLayoutEffect } from "react";
import { DECODER_START, decodeKeys, flushEscape, type KeyEvent } from "./decode-keys.ts";

/** How long an Escape may wait for the rest of its sequence. */
const ESCAPE_WAIT_MS = 50;

const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

/**
 * Calls `onKey` for every key and `onEnd` when the terminal is gone. Ink's own useInput is not used: it knows no
 * bracketed paste and takes a chunk of typed-ahead input for one key.
 */
export function useTerminalKeys(onKey: (key: KeyEvent) => void, onEnd: () => void): void {
  const { stdin } = useStdin();
  const { stdout } = useStdout();
  useLayoutEffect(() => {
    let state = DECODER_START;
    let timer: NodeJS.Timeout | undefined;
    const deliver = (decoded: ReturnType<typeof decodeKeys>) => {
      state = decoded.state;
      decoded.events.forEach(onKey);
    };
    const onData = (chunk: string | Buffer) => {
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
  }, [stdin, stdout, onKey, onEnd]);
}
