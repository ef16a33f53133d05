/** memtool's own version, read from package.json so that it is written down once. */
import { readFileSync } from "node:fs";

/** The version, for instance `0.1.0`. The path is the same in a clone and in an installed package: dist/src/cli/version.js. */
export function memtoolVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
