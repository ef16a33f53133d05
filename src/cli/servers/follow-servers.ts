/** Following the servers of a command that runs on, and saying what becomes of them. */
import { distinctAddresses } from "../../base/address.ts";
import type { FinderListener } from "../../cluster/discovery/server-finder.ts";
import { changeText, type ListChange, type ServerList } from "../../cluster/discovery/server-list.ts";
import type { Poller } from "../../monitor/poller.ts";
import type { FollowedServers } from "./found-servers.ts";

/** What became of a list, a line a change. */
export function changeLines(list: ServerList, changes: readonly ListChange[]): string[] {
  const about = `${list.source}, version ${list.version}`;
  return changes.length === 0
    ? [`the order of the servers is another one (${about})`]
    : changes.map((change) => `${changeText(change)} (${about})`);
}

/**
 * A listener that says everything, and then hands over.
 * @param say gets lines that may hold bytes of a server
 * @param onServers called when the servers have become others
 */
export function sayingListener(say: (line: string) => unknown, onServers: () => void): FinderListener {
  return {
    onChange: (list, changes) => {
      for (const line of changeLines(list, changes)) {
        say(line);
      }
      onServers();
    },
    onProblem: (error) => say(`the servers stay as they are: ${error.message}`),
    onRecovery: () => say("the servers can be looked up again"),
    onRemark: say,
  };
}

/**
 * Follows servers beside what a command does; servers that were named one by one are not followed.
 * @returns stops, and rejects with the bug that ended it before
 */
export function followServers(followed: FollowedServers | undefined, listener: FinderListener): () => Promise<void> {
  if (followed === undefined) {
    return () => Promise.resolve();
  }
  const end = new AbortController();
  const following = followed.follow(listener, end.signal);
  // Told when it is waited for, and not by Node before.
  following.catch(() => {});
  return async () => {
    end.abort();
    await following;
  };
}

/** Has a poller read the servers that there are, from each next round on. @returns as {@link followServers} */
export function followByPoller(
  followed: FollowedServers | undefined,
  poller: Pick<Poller, "setAddresses">,
  say: (line: string) => unknown,
): () => Promise<void> {
  const onServers = (): void =>
    poller.setAddresses(distinctAddresses((followed?.servers ?? []).map(({ address }) => address)));
  return followServers(followed, sayingListener(say, onServers));
}
