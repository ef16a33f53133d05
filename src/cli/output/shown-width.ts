/** How many columns of a terminal a text takes. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR codes begin with ESC
const COLOURS = /\x1b\[[0-9;]*m/g;

/** Marks that stand on the character before them, and joiners. */
const WITHOUT_WIDTH = /\p{Mn}|\p{Me}|\u200c|\u200d/gu;

/** East Asian wide and full-width blocks (UAX #11) and pictures; enough for aligning, a terminal's own opinion may differ. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/gu;

/** Columns of `text`, its colours not counted. */
export function shownWidth(text: string): number {
  // The common case needs no looking at.
  if (/^[\x20-\x7e]*$/.test(text)) {
    return text.length;
  }
  const shown = text.replace(COLOURS, "").replace(WITHOUT_WIDTH, "");
  return [...shown].length + (shown.match(WIDE)?.length ?? 0);
}

/** The beginning of a text without colours that takes no more than so many columns. */
export function cutToWidth(text: string, columns: number): string {
  if (shownWidth(text) <= columns) {
    return text;
  }
  let used = 0;
  let kept = "";
  for (const character of text) {
    used += shownWidth(character);
    if (used > columns) {
      break;
    }
    kept += character;
  }
  return kept;
}
