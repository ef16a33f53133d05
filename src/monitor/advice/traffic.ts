/** Advice about what is asked for and what is stored. The meaning of the counters is that of memcached's doc/protocol.txt. */
import { formatCount, formatRatio } from "../../base/format-units.ts";
import { type Advice, type AdviceRule, type Evidence, share } from "./evidence.ts";

/** Fewer gets say nothing about a ratio. */
const GETS_MIN = 100n;

/** Below this a cache answers less than it lets through. */
const HIT_RATIO_LOW = 0.5;

/** A part from which a cause is worth naming. */
const CAUSE_SHARE = 0.3;

/** Fewer items say nothing about how they are used. */
const ITEMS_MIN = 1000n;

/** From this part on items are stored in vain more often than not. */
const UNUSED_SHARE = 0.5;

/** get_expired and get_flushed: gets that found an item, but one past its time or flushed; both are misses too. */
function causeOfMisses({ gained }: Evidence, misses: bigint): string {
  const expired = gained("get_expired");
  const flushed = gained("get_flushed");
  if (share(flushed, misses) >= CAUSE_SHARE) {
    return `; ${formatCount(flushed)} of the misses found an item that flush_all had removed`;
  }
  if (share(expired, misses) >= CAUSE_SHARE) {
    return `; ${formatCount(expired)} of the misses found an item past its time: longer TTLs would make them hits`;
  }
  if (gained("evictions") > 0n) {
    return `; ${formatCount(gained("evictions"))} items were evicted in that time`;
  }
  return "; nothing was evicted, so what was asked for was never stored, deleted, or gone before it was asked for";
}

/** Most gets miss. */
const lowHitRatio: AdviceRule = (evidence) => {
  const hits = evidence.gained("get_hits");
  const misses = evidence.gained("get_misses");
  const gets = hits + misses;
  const ratio = share(hits, gets);
  if (gets < GETS_MIN || ratio >= HIT_RATIO_LOW) {
    return undefined;
  }
  return {
    rule: "low-hit-ratio",
    severity: "warn",
    text:
      `hit ratio ${formatRatio(ratio)} ${evidence.period}: ${formatCount(misses)} of ${formatCount(gets)} gets missed` +
      causeOfMisses(evidence, misses),
    facts: { get_hits: hits, get_misses: misses, get_expired: evidence.gained("get_expired") },
  };
};

/** expired_unfetched: items that expired and were never touched by get, incr, append and the like. */
const expiredUnfetched: AdviceRule = ({ gained, period }) => {
  const unfetched = gained("expired_unfetched");
  const stored = gained("total_items");
  if (stored < ITEMS_MIN || share(unfetched, stored) < UNUSED_SHARE) {
    return undefined;
  }
  return {
    rule: "expired-unfetched",
    severity: "info",
    text:
      `${formatCount(unfetched)} items expired without ever being fetched, while ${formatCount(stored)} were stored ${period}: ` +
      "they are written for nobody, or their TTLs are too short",
    facts: { expired_unfetched: unfetched, total_items: stored },
  };
};

/** evicted_unfetched: valid items that were evicted and never touched. */
const evictedUnfetched: AdviceRule = ({ gained, period }) => {
  const evicted = gained("evictions");
  const unfetched = gained("evicted_unfetched");
  if (evicted < ITEMS_MIN || share(unfetched, evicted) < UNUSED_SHARE) {
    return undefined;
  }
  return {
    rule: "evicted-unfetched",
    severity: "info",
    text:
      `${formatRatio(share(unfetched, evicted))} of ${formatCount(evicted)} items evicted ${period} were never fetched: ` +
      "most of what is stored is not asked for; storing less of it costs no hits",
    facts: { evictions: evicted, evicted_unfetched: unfetched },
  };
};

/** auth_errors of auth_cmds: logins that failed. */
const failedLogins: AdviceRule = ({ gained, period }): Advice | undefined => {
  const failed = gained("auth_errors");
  if (failed === 0n) {
    return undefined;
  }
  const asked = gained("auth_cmds");
  return {
    rule: "failed-logins",
    severity: "warn",
    text: `${formatCount(failed)} of ${formatCount(asked)} logins failed ${period}: a client has a wrong password, or somebody is guessing`,
    facts: { auth_errors: failed, auth_cmds: asked },
  };
};

/** The rules, the most important first. */
export const TRAFFIC_RULES: readonly AdviceRule[] = [lowHitRatio, evictedUnfetched, expiredUnfetched, failedLogins];
