/** What is shown while a command runs: nothing at first, then how to stop waiting. */
import { Text } from "ink";
import { type ReactElement, useEffect, useState } from "react";

/** Replies that come sooner are not worth a note. */
const PATIENCE_MS = 700;

/** Appears after a moment. @param busy what the command says of itself; "" for the usual note */
export function WaitingNote({ busy }: { busy: string }): ReactElement {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const note = busy === "" ? "waiting for the reply; Ctrl-C stops waiting" : busy;
  return <Text dimColor>{isLate ? note : ""}</Text>;
}
