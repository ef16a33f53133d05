/** How deep the values of a YAML text stand in each other, found out before it is composed. */

/** The part of the package that is used, which is loaded by who reads a file. */
type Yaml = Pick<typeof import("yaml"), "Parser" | "CST">;

/**
 * Whether anything stands in more than `depthMax` levels. Composing a document recurses: V8 ends the process where a deep one has filled the
 * stack. The parser below it does not.
 */
export function isDeeperThan(depthMax: number, yaml: Yaml, text: string): boolean {
  let found = false;
  for (const token of new yaml.Parser().parse(text)) {
    if (token.type === "document") {
      yaml.CST.visit(token, (_item, trail) => {
        found ||= trail.length > depthMax;
        return found ? yaml.CST.visit.BREAK : undefined;
      });
    }
  }
  return found;
}
