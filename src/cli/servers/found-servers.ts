/** What is asked for when servers are found, and what comes of it. */
import type { FinderListener, FoundServer } from "../../cluster/discovery/server-finder.ts";
import type { Access, AccessOptionValues } from "../access.ts";
import type { Context } from "../context.ts";
import type { FindOptionValues } from "./find-options.ts";

/** What finding needs of a command's surroundings. */
export type FindContext = Pick<Context, "env" | "clock" | "stderr" | "width">;

/** All options that decide. A command that holds its servers has no `--discover-every`. */
export type ServerOptions = AccessOptionValues &
  Partial<FindOptionValues> & {
    readonly "discover-every"?: number | undefined;
    /** What a command gives its servers, a source of servers gets, too: in milliseconds. */
    readonly timeout?: number | undefined;
  };

/** The servers of a command. */
export interface FoundServers extends Access {
  /** What they become later; undefined for servers that were named one by one. */
  readonly followed: FollowedServers | undefined;
}

/** Servers that may become others. */
export interface FollowedServers {
  /** As they are now. */
  readonly servers: readonly FoundServer[];
  /** The placement rule of a pool's own configuration, as `--client` takes it. */
  readonly placement: string | undefined;
  /** Follows them until the signal. Rejects for bugs only. */
  follow(listener: FinderListener, signal: AbortSignal): Promise<void>;
}
