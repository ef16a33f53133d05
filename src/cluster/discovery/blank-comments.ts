/**
 * Comments of JSON become spaces, so that everything keeps its place: mcrouter allows `//` and those of C. Tabs between the words become spaces,
 * too, because the reader is YAML's, which does not let them stand at the start of a line.
 */

const TOKEN = /"(?:[^"\\]|\\[\s\S])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\t/g;

/** The text, as long as before. */
export function blankComments(text: string): string {
  return text.replace(TOKEN, (token) => (token.startsWith('"') ? token : token.replace(/[^\n]/g, " ")));
}
