/** How many columns of a terminal a text takes: enough for aligning and breaking; a terminal's own opinion may differ by a few. */

/** Characters that fill two columns: East Asian wide and full-width ones (UAX #11), and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/gu;

/** Characters that fill none: marks that stand on the one before them, joiners, variation selectors. */
const WITHOUT_WIDTH = /\p{Mn}|\p{Me}|\u200c|\u200d/gu;

const ASCII = /^[\x20-\x7e]*$/;

/** Columns of a text without escape sequences. */
export function textWidth(text: string): number {
  // The common case needs no looking at.
  if (ASCII.test(text)) {
    return text.length;
  }
  const shown = text.replace(WITHOUT_WIDTH, "");
  return [...shown].length + (shown.match(WIDE)?.length ?? 0);
}

/** The beginning of a text that takes no more than so many columns. */
export function cutToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) {
    return text;
  }
  let used = 0;
  let kept = "";
  for (const character of text) {
    used += textWidth(character);
    if (used > columns) {
      break;
    }
    kept += character;
  }
  return kept;
}
