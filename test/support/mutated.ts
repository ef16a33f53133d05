/** Random changes to random bytes, for fuzzing what is nearly right. */
import fc from "fast-check";

/** The texts (latin1) of an arbitrary, never empty ones, with one to six bytes changed, put in or taken out. */
export function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat({ max: 2 }));
  return fc.tuple(texts, fc.array(change, { minLength: 1, maxLength: 6 })).map(([text, changes]) => {
    let bytes = text;
    for (const [place, byte, kind] of changes) {
      const at = place % bytes.length;
      const inserted = kind === 2 ? "" : String.fromCharCode(byte);
      bytes = bytes.slice(0, at) + inserted + bytes.slice(at + (kind === 0 ? 0 : 1));
    }
    return bytes;
  });
}
