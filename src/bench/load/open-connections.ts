/** Opens the connections to one server: as fast as its backlog takes them, or at a rate. */
import type { Clock } from "../../base/clock.ts";
import type { LoadConnection } from "./connection.ts";

/** Connections opened at the same moment; more would overrun the server's backlog. */
const OPENING_AT_ONCE = 64;

/**
 * Opens connections.
 * @param perSecond how many; may be infinite
 * @returns the server's version
 * @throws MemtoolError as {@link LoadConnection.open}
 */
export async function openConnections(
  connections: readonly LoadConnection[],
  perSecond: number,
  clock: Clock,
): Promise<string> {
  const startMs = clock.monotonicMs();
  const opening: Promise<string>[] = [];
  for (const connection of connections) {
    const waitMs = startMs + (opening.length * 1000) / perSecond - clock.monotonicMs();
    if (waitMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(waitMs)));
    } else if (opening.length >= OPENING_AT_ONCE) {
      await opening[opening.length - OPENING_AT_ONCE];
    }
    const opened = connection.open();
    // Whoever awaits all of them hears of a failure; nobody may be late for it.
    opened.catch(() => {});
    opening.push(opened);
  }
  const [version = ""] = await Promise.all(opening);
  return version;
}
