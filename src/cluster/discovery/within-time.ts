/** A limit for the answer of a source that has none of its own: look-ups of names cannot be told to end. */
import { MemtoolError } from "../../base/errors.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import type { ListReading, ListSource } from "./list-source.ts";

/** The source, whose answer is given up after `timeoutMs`; the question itself is left alone then. */
export function withinTime(source: ListSource, timeoutMs: number): ListSource {
  return { ...source, read: async (signal) => await limited(source.read(signal), source.name, timeoutMs) };
}

function limited(reading: Promise<ListReading>, name: string, timeoutMs: number): Promise<ListReading> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late(name, timeoutMs)), timeoutMs);
    reading.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function late(name: string, timeoutMs: number): MemtoolError {
  return new MemtoolError("TIMEOUT", `${name} was not resolved within ${formatDurationMs(timeoutMs)}`, {
    hint: "is the DNS of this machine reachable? --dns-server names another",
  });
}
