/** Watches servers for their hottest keys while the page about them is open, and not a moment longer: `watch` costs a server something. */
import type { Address } from "../../base/address.ts";
import type { Clock } from "../../base/clock.ts";
import { escapeControls } from "../../base/escape.ts";
import { decodeUri } from "../../base/uri.ts";
import type { HotKeysReport } from "../../keys/hot/hot-keys.ts";
import { HotWatch, type ServerHotKeys } from "../../keys/hot/hot-watch.ts";
import { mergeReports } from "../../keys/hot/merge-reports.ts";
import { shownKey } from "../../keys/key-text.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { HotKey, HotReport } from "../../ui/top/top-data.ts";

/** Keys that are counted at the same time on each server, and that are shown. */
const CAPACITY = 10_000;
const SHOWN_MAX = 1000;

/** Time between two reports. */
const REPORT_MS = 1000;

/** Whom to watch, and how. */
export interface HotWatcherOptions {
  /** By the names under which they are shown. */
  readonly addresses: ReadonlyMap<string, Address>;
  readonly tls: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Of the sketches' hash. */
  readonly seed: () => number;
}

function hotKeyOf(report: HotKeysReport, seconds: number): (key: HotKeysReport["keys"][number]) => HotKey {
  return ({ key, count, error, goodCount }) => ({
    key: shownKey(decodeUri(key)),
    count,
    overcount: error,
    perSecond: seconds > 0 ? count / seconds : Number.NaN,
    share: report.total > 0 ? count / report.total : Number.NaN,
    hitRatio: count > error ? goodCount / (count - error) : Number.NaN,
  });
}

/** Most messages name the server already. */
function namingIt(address: string, message: string): string {
  return message.includes(address) ? message : `${address}: ${message}`;
}

/** What several servers were heard to be asked for, as the page shows it. */
export function hotReportOf(results: readonly ServerHotKeys[]): HotReport {
  const reports = results.flatMap(({ report }) => report ?? []);
  const merged = mergeReports(reports, SHOWN_MAX);
  const seconds = Math.max(0, ...results.map(({ elapsedMs }) => elapsedMs)) / 1000;
  return {
    seconds,
    seen: merged.total,
    lost: merged.lost,
    keys: merged.keys.map(hotKeyOf(merged, seconds)),
    failures: results.flatMap(({ address, error }) =>
      error === undefined ? [] : [escapeControls(namingIt(address, error.message))],
    ),
  };
}

/** See the head of the file. */
export class HotWatcher {
  readonly #options: HotWatcherOptions;
  #watch: HotWatch | undefined;
  #timer: NodeJS.Timeout | undefined;
  #report: HotReport | undefined;

  constructor(options: HotWatcherOptions) {
    this.#options = options;
  }

  /** What was seen so far; undefined while nobody watches. */
  get report(): HotReport | undefined {
    return this.#report;
  }

  /** Begins, with nothing seen yet. @param server the name of the only one; all of them without. @param onReport told of each report */
  start(server: string | undefined, onReport: () => void): void {
    const { addresses, tls, timeoutMs, clock, seed } = this.#options;
    const watched = [...addresses].filter(([name]) => server === undefined || name === server);
    const watch = new HotWatch(
      watched.map(([, address]) => address),
      { event: "fetchers", capacity: CAPACITY, tls, timeoutMs, clock, seed: seed() },
    );
    this.stop();
    this.#watch = watch;
    const tell = async (): Promise<void> => {
      await watch.readLoss();
      if (this.#watch === watch) {
        this.#report = hotReportOf(watch.results(CAPACITY));
        this.#timer = setTimeout(() => void tell(), REPORT_MS);
        onReport();
      }
    };
    void watch.start().then(tell);
  }

  /** Leaves the servers. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#watch?.close();
    this.#watch = undefined;
    this.#report = undefined;
  }
}
