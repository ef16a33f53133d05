/** Reads keys from the terminal while a component is mounted. */
import { useStdin, useStdout } from "ink";
import { useLayoutEffect } from "react";
import type { KeyEvent } from "./decode-keys.ts";
import { readTerminalKeys } from "./terminal-keys.ts";

/**
 * Calls `onKey` for every key and `onEnd` when the terminal is gone. Ink's own useInput is not used: it knows no
 * bracketed paste and takes a chunk of typed-ahead input for one key.
 */
export function useTerminalKeys(onKey: (key: KeyEvent) => void, onEnd: () => void): void {
  const { stdin } = useStdin();
  const { stdout } = useStdout();
  useLayoutEffect(() => readTerminalKeys({ stdin, stdout }, onKey, onEnd), [stdin, stdout, onKey, onEnd]);
}
