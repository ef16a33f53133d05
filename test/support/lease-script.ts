/** A cache of one key that hands out leases as memcached's meta commands do: W to the first who is to load, Z to those who are to wait. */
import { cacheScript, type Script } from "./scripted-cache.ts";

/** How it begins. */
export interface LeaseOptions {
  /** A value that was invalidated; without one there is none. */
  readonly stale?: string;
}

/** The script, and the look-ups it was sent. */
export interface LeaseScript {
  readonly script: Script;
  readonly asked: string[];
}

/** Makes one. */
export function leaseScript({ stale }: LeaseOptions = {}): LeaseScript {
  const cache = cacheScript();
  const asked: string[] = [];
  let value: string | undefined;
  let isLoading = false;
  const lookUp = (key: string): string => {
    if (value !== undefined) {
      return `VA ${value.length} k${key}\r\n${value}\r\n`;
    }
    const flags = `${stale === undefined ? "" : "X "}${isLoading ? "Z" : "W"}`;
    isLoading = true;
    return `VA ${stale?.length ?? 0} k${key} ${flags}\r\n${stale ?? ""}\r\n`;
  };
  const script: Script = (request) => {
    const [verb, key = ""] = request.words;
    switch (verb) {
      case "mg":
        asked.push(request.words.join(" "));
        return lookUp(key);
      case "ms":
        value = request.value;
        return "HD\r\n";
      default:
        return cache(request);
    }
  };
  return { script, asked };
}
