/** Gives a terminal back that a live screen has taken, however the process ends, and while it is stopped (Ctrl-Z). */

/** What takes and gives back; both may be called at any time and more than once. */
export interface ScreenHolder {
  open(): void;
  close(): void;
}

/** The events of the process that matter here. */
export type ProcessEvents = Pick<NodeJS.Process, "on" | "off" | "prependListener" | "kill" | "pid">;

/**
 * Closes the screen before the process ends, and before an error that nobody caught is printed, which would else be lost with the screen.
 * @returns call it when the screen is closed for good
 */
export function guardTerminal(holder: ScreenHolder, host: ProcessEvents = process): () => void {
  const close = (): void => holder.close();
  const stop = (): void => {
    holder.close();
    host.kill(host.pid, "SIGSTOP");
  };
  const goOn = (): void => holder.open();
  host.on("exit", close);
  host.prependListener("uncaughtExceptionMonitor", close);
  host.prependListener("unhandledRejection", close);
  host.on("SIGTSTP", stop);
  host.on("SIGCONT", goOn);
  return () => {
    host.off("exit", close);
    host.off("uncaughtExceptionMonitor", close);
    host.off("unhandledRejection", close);
    host.off("SIGTSTP", stop);
    host.off("SIGCONT", goOn);
  };
}

/** Stops the process and those it runs with, as Ctrl-Z does: in raw mode the terminal only sends the key. */
export function stopByKey(host: Pick<ProcessEvents, "kill"> = process): void {
  host.kill(0, "SIGTSTP");
}
