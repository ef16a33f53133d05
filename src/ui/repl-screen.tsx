/** The screen of `memtool repl`: the prompt at the bottom of the terminal's own scrollback. */
import { Box, Text, useStdout } from "ink";
import { type ReactElement, useCallback, useEffect, useLayoutEffect, useSyncExternalStore } from "react";
import { escapeControls } from "../base/escape.ts";
import { layoutCandidates } from "./candidate-layout.ts";
import { CandidateList } from "./candidate-list.tsx";
import type { KeyEvent } from "./decode-keys.ts";
import { PagerView } from "./pager-view.tsx";
import { layoutPrompt } from "./prompt-layout.ts";
import { PromptLine } from "./prompt-line.tsx";
import type { PromptStore } from "./prompt-store.ts";
import { faultOf, type PromptTarget, promptPieces } from "./prompt-view.ts";
import { drawnStyle } from "./theme.ts";
import { useRowsBelow } from "./use-rows-below.ts";
import { useTerminalKeys } from "./use-terminal-keys.ts";
import { useTerminalSize } from "./use-terminal-size.ts";
import { WaitingNote } from "./waiting-note.tsx";

/** What the screen shows and whom it tells. */
export interface ReplScreenProps {
  readonly store: PromptStore;
  readonly hasColor: boolean;
  readonly target: () => PromptTarget;
  /** Gets the function that prints above the prompt, once. */
  readonly onReady: (write: (text: string) => void) => void;
  /** The terminal went away. */
  readonly onEnd: () => void;
}

/** Rows that candidates may take. */
const CANDIDATE_ROWS_MAX = 10;

/** See the file's comment. Output is printed above through Ink's stdout, so nothing of it is kept or laid out again. */
export function ReplScreen({ store, hasColor, target, onReady, onEnd }: ReplScreenProps): ReactElement | null {
  const state = useSyncExternalStore(store.subscribe, store.read);
  const { columns, rows } = useTerminalSize();
  const { write } = useStdout();
  const onKey = useCallback((key: KeyEvent) => store.dispatch({ kind: "input", key }), [store]);
  useTerminalKeys(onKey, onEnd, state.mode !== "away");
  useLayoutEffect(() => onReady(write), [onReady, write]);
  const { before, after } = promptPieces(state, target());
  const layout = layoutPrompt(before, after, columns, Math.max(1, Math.floor(rows / 2)));
  const left = Math.max(0, Math.min(CANDIDATE_ROWS_MAX, rows - layout.rows.length - 2));
  const list = state.completion;
  const candidates =
    list === undefined || left === 0 ? [] : layoutCandidates(list.candidates, list.selected, columns, left);
  const fault = state.notice === "" ? faultOf(state) : "";
  const rowsDrawn = layout.rows.length + candidates.length + (state.notice === "" && fault === "" ? 0 : 1);
  const hasPrompt = state.mode === "edit" || state.mode === "ask";
  useRowsBelow({ x: layout.cursor.x, rowsBelow: hasPrompt ? rowsDrawn - layout.cursor.y : 0 });
  useEffect(() => store.dispatch({ kind: "resize", columns, rows }), [store, columns, rows]);
  if (state.mode === "left" || state.mode === "away") {
    return null;
  }
  if (state.pager !== undefined) {
    return <PagerView pager={state.pager} hasColor={hasColor} />;
  }
  if (state.mode === "running") {
    return <WaitingNote busy={state.busy} />;
  }
  return (
    <Box flexDirection="column">
      <PromptLine layout={layout} hasColor={hasColor} />
      {candidates.length === 0 ? null : <CandidateList rows={candidates} hasColor={hasColor} />}
      {state.notice === "" ? null : <Text dimColor>{state.notice}</Text>}
      {fault === "" ? null : (
        <Text {...drawnStyle("promptGone", hasColor)} wrap="truncate">
          {`^ ${escapeControls(fault)}`}
        </Text>
      )}
    </Box>
  );
}
