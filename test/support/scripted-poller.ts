/** A poller for tests that gives prepared rounds, one after the other, the last again and again. */
import type { Poller } from "../../src/monitor/poller.ts";
import type { Round } from "../../src/monitor/reading.ts";

/** See the head of the file; `onPoll` is called with the number of each question from 0. */
export function scriptedPoller(rounds: readonly Round[], onPoll: (index: number) => void = () => {}): Poller {
  let index = 0;
  const poller: Pick<Poller, "names" | "poll" | "close"> = {
    names: rounds[0]?.servers.map(({ address }) => address) ?? [],
    poll: async () => {
      onPoll(index);
      const round = rounds[Math.min(index, rounds.length - 1)];
      index++;
      return round ?? Promise.reject(new Error("no rounds"));
    },
    close: () => {},
  };
  return poller as Poller;
}
