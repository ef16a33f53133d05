/** Reads keys from the terminal while a component is mounted and wants them. */
import { useStdin, useStdout } from "ink";
import { useLayoutEffect } from "react";
import type { KeyEvent } from "./decode-keys.ts";
import { readTerminalKeys } from "./terminal-keys.ts";

/**
 * Calls `onKey` for every key and `onEnd` when the terminal is gone; while `isActive` is false another program has it. Ink's own
 * useInput is not used: it knows no bracketed paste and takes a chunk of typed-ahead input for one key.
 */
export function useTerminalKeys(onKey: (key: KeyEvent) => void, onEnd: () => void, isActive: boolean): void {
  const { stdin } = useStdin();
  const { stdout } = useStdout();
  useLayoutEffect(
    () => (isActive ? readTerminalKeys({ stdin, stdout }, onKey, onEnd) : undefined),
    [stdin, stdout, onKey, onEnd, isActive],
  );
}
