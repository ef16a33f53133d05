/** Turns what a terminal sends into key events. Pure: state in, events out; the timer for a lone Escape is the caller's. */

/**
 * One event. `text` is printable input. `key` is a key by its Emacs name: `C-a`, `M-f`, `enter`, `tab`, `S-tab`, `backspace`,
 * `delete`, `page-up`, `page-down`, `up`, `down`, `left`, `right`, `home`, `end`, `C-left`, `escape`.
 */
export type KeyEvent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "key"; readonly name: string };

/** What is left over between chunks: the start of a sequence, and whether we are inside a bracketed paste. */
export interface DecoderState {
  readonly pending: string;
  readonly pasting: boolean;
}

/** Nothing received yet. */
export const DECODER_START: DecoderState = { pending: "", pasting: false };

const PASTE_START = "\x1b[200~";
const PASTE_END = "\x1b[201~";

const SEQUENCES: Readonly<Record<string, string>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "[H": "home",
  "[F": "end",
  OA: "up",
  OB: "down",
  OC: "right",
  OD: "left",
  OH: "home",
  OF: "end",
  "[1~": "home",
  "[4~": "end",
  "[7~": "home",
  "[8~": "end",
  "[3~": "delete",
  "[5~": "page-up",
  "[6~": "page-down",
  "[Z": "S-tab",
  "[1;5C": "M-f",
  "[1;5D": "M-b",
  "[1;3C": "M-f",
  "[1;3D": "M-b",
  "[3;5~": "M-d",
};

const CONTROLS: Readonly<Record<string, string>> = { "\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace" };

/** Decodes one chunk. `state.pending` is then at most the start of an escape sequence. */
export function decodeKeys(state: DecoderState, chunk: string): { state: DecoderState; events: KeyEvent[] } {
  const events: KeyEvent[] = [];
  let input = state.pending + chunk;
  let pasting = state.pasting;
  while (input !== "") {
    const used = pasting ? decodePaste(input, events) : decodeTyped(input, events);
    if (used === 0) {
      break;
    }
    const piece = input.slice(0, used);
    pasting = pasting ? !piece.endsWith(PASTE_END) : piece === PASTE_START;
    input = input.slice(used);
  }
  return { state: { pending: input, pasting }, events };
}

/** Called when nothing followed a pending Escape for a moment: it was the key itself. */
export function flushEscape(state: DecoderState): { state: DecoderState; events: KeyEvent[] } {
  return state.pending === "" || state.pasting
    ? { state, events: [] }
    : { state: { ...state, pending: "" }, events: [{ kind: "key", name: "escape" }] };
}

/** Characters used; 0 when more input is needed. */
function decodeTyped(input: string, events: KeyEvent[]): number {
  if (input.startsWith("\x1b")) {
    return decodeEscape(input, events);
  }
  const [text] = /^\P{Cc}+/u.exec(input) ?? [];
  if (text !== undefined) {
    events.push({ kind: "text", text });
    return text.length;
  }
  const char = input[0] ?? "";
  events.push({ kind: "key", name: CONTROLS[char] ?? controlName(char) });
  return 1;
}

function controlName(char: string): string {
  return `C-${String.fromCharCode(char.charCodeAt(0) + 64).toLowerCase()}`;
}

/** What follows an Escape: a whole control sequence; the start of one; one character held with Alt. */
const SEQUENCE = /^(\[[0-?]*[ -/]*[@-~]|O[@-~])/;
const SEQUENCE_PART = /^(\[[0-?]*[ -/]*|O)?$/;
const ALT_CHARACTER = /^\P{Cc}/u;

function decodeEscape(input: string, events: KeyEvent[]): number {
  const rest = input.slice(1);
  if (SEQUENCE_PART.test(rest)) {
    return 0;
  }
  const [sequence] = SEQUENCE.exec(rest) ?? [];
  if (sequence !== undefined) {
    const name = SEQUENCES[sequence];
    if (name !== undefined) {
      events.push({ kind: "key", name });
    }
    return 1 + sequence.length;
  }
  const [character] = ALT_CHARACTER.exec(rest) ?? [];
  if (character !== undefined) {
    events.push({ kind: "key", name: `M-${character.toLowerCase()}` });
    return 1 + character.length;
  }
  const isBackspace = rest.startsWith("\x7f") || rest.startsWith("\b");
  events.push({ kind: "key", name: isBackspace ? "M-backspace" : "escape" });
  return isBackspace ? 2 : 1;
}

/** Pasted text: line ends are Enter, tabs are spaces, other controls are dropped; no sequence in it has a meaning. */
function decodePaste(input: string, events: KeyEvent[]): number {
  const end = input.indexOf(PASTE_END);
  const body = end < 0 ? input.slice(0, safeLength(input)) : input.slice(0, end);
  for (const [part] of body.matchAll(/\r\n|[\r\n]|[^\r\n]+/g)) {
    if (/^[\r\n]/.test(part)) {
      events.push({ kind: "key", name: "enter" });
      continue;
    }
    const text = part.replaceAll("\t", " ").replace(/\p{Cc}/gu, "");
    if (text !== "") {
      events.push({ kind: "text", text });
    }
  }
  return end < 0 ? body.length : end + PASTE_END.length;
}

/** How much of a paste surely does not belong to its end mark or to half a CRLF. */
function safeLength(input: string): number {
  const escapeAt = input.lastIndexOf("\x1b");
  if (escapeAt >= 0 && PASTE_END.startsWith(input.slice(escapeAt))) {
    return escapeAt;
  }
  return input.endsWith("\r") ? input.length - 1 : input.length;
}
