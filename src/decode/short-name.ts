/** Names as they are kept: a name is repeated wherever it is used, so that a long one would be multiplied by every use. */
import { NAME_LENGTH_MAX } from "./limits.ts";

/** The name, cut if it is longer than names are. To be applied before names are put together, or every use would make a long text. */
export function shortName(name: string): string {
  return name.length > NAME_LENGTH_MAX ? `${name.slice(0, NAME_LENGTH_MAX)}…` : name;
}
