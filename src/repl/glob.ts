/** Patterns of keys as SCAN of Redis has them: `*`, `?`, `[a-z]`, `[^x]`, and `\` before what is meant literally. */

/** A test for keys (one character a byte); a pattern without any of the signs is a prefix. */
export function keyPattern(pattern: string): (key: string) => boolean {
  if (pattern === "" || pattern === "*") {
    return () => true;
  }
  if (!/[*?[\\]/.test(pattern)) {
    return (key) => key.startsWith(pattern);
  }
  const expression = new RegExp(`^${translate(pattern)}$`, "s");
  return (key) => expression.test(key);
}

function translate(pattern: string): string {
  return pattern.replace(/\\(.)|\*+|\?|\[(\^?)((?:[^\]\\]|\\.)+)\]|[^*?[\\]|./gs, (part, escaped, not, set) => {
    if (escaped !== undefined) {
      return quote(escaped);
    }
    if (set !== undefined) {
      return `[${not}${set.replace(/\\(.)/gs, "$1").replace(/[\\\]^[]/g, "\\$&")}]`;
    }
    return part.startsWith("*") ? ".*" : part === "?" ? "." : quote(part);
  });
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
