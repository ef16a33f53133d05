/** What a command of the shell works with at the prompt. */
import type { Nodes } from "./nodes.ts";
import type { ShellPorts } from "./shell-ports.ts";
import type { ShellState } from "./shell-state.ts";
import type { Sink } from "./sink.ts";

/** After a line: prompt again, or leave. */
export type Next = "prompt" | "quit";

/** See the file's comment. */
export interface ShellContext {
  readonly nodes: Nodes;
  readonly ports: ShellPorts;
  readonly state: ShellState;
  readonly sink: Sink;
  /** Runs another line as if it had been entered. */
  run(line: string): Promise<Next>;
  /** Asks whether to go on. */
  confirm(text: string): Promise<boolean>;
}
