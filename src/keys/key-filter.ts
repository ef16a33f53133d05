/** Which keys are wanted: by their names, and by what the server tells of them. Everything asked for has to hold. */
import { MemtoolError, messageOf } from "../base/errors.ts";
import { compileGlob, type KeyMatcher } from "./glob.ts";
import { idleSeconds, type KeyEntry, NEVER_EXPIRES, ttlSeconds } from "./key-entry.ts";
import { keyToText } from "./key-text.ts";

/** What is asked for; what is undefined, empty or false asks for nothing. */
export interface KeyCriteria {
  /** Patterns of glob.ts, one of which has to match. */
  readonly match?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  /** A JavaScript regular expression, found anywhere in the key's text. */
  readonly regex?: string | undefined;
  /** Expires in less than this many seconds. */
  readonly ttlBelowS?: number | undefined;
  /** Expires in more than this many seconds, or never. */
  readonly ttlAboveS?: number | undefined;
  readonly noExpiry?: boolean | undefined;
  readonly sizeAboveBytes?: number | undefined;
  /** Was not read for more than this many seconds. */
  readonly idleAboveS?: number | undefined;
  readonly neverFetched?: boolean | undefined;
}

/** Tells whether a key is wanted. @param nowS the server's Unix time */
export type KeyFilter = (entry: KeyEntry, nowS: number) => boolean;

/** Whether the names of keys are chosen from. */
export function choosesNames({ match = [], prefix, regex }: KeyCriteria): boolean {
  return match.length > 0 || prefix !== undefined || regex !== undefined;
}

/** Whether what a server tells of a key is chosen by, which may be another a moment later. */
export function choosesState(criteria: KeyCriteria): boolean {
  return stateFilters(criteria).length > 0;
}

/** Whether only `lru_crawler metadump` tells what is chosen by. */
export function needsMetadump({ idleAboveS, neverFetched }: KeyCriteria): boolean {
  return idleAboveS !== undefined || neverFetched === true;
}

/**
 * Compiles the criteria. What a server does not tell of a key (idle time, whether it was read) never holds.
 * @throws MemtoolError USAGE for a regular expression that is none
 */
export function compileFilter(criteria: KeyCriteria): KeyFilter {
  const names = nameMatchers(criteria);
  const states = stateFilters(criteria);
  return (entry, nowS) => names.every((matches) => matches(entry.key)) && states.every((holds) => holds(entry, nowS));
}

function nameMatchers({ match = [], prefix, regex }: KeyCriteria): KeyMatcher[] {
  const matchers: KeyMatcher[] = [];
  if (prefix !== undefined) {
    const start = Buffer.from(prefix);
    matchers.push((key) => key.length >= start.length && start.compare(key, 0, start.length) === 0);
  }
  if (match.length > 0) {
    const globs = match.map(compileGlob);
    matchers.push((key) => globs.some((matches) => matches(key)));
  }
  if (regex !== undefined) {
    const expression = compileRegex(regex);
    matchers.push((key) => expression.test(keyToText(key)));
  }
  return matchers;
}

function compileRegex(source: string): RegExp {
  try {
    return new RegExp(source, "s");
  } catch (error) {
    throw new MemtoolError("USAGE", `${JSON.stringify(source)} is not a regular expression: ${messageOf(error)}`, {
      cause: error,
      hint: "write it as in JavaScript, without slashes: ^user:[0-9]+$",
    });
  }
}

function stateFilters(criteria: KeyCriteria): KeyFilter[] {
  const { ttlBelowS, ttlAboveS, noExpiry, sizeAboveBytes, idleAboveS, neverFetched } = criteria;
  const filters: KeyFilter[] = [];
  if (noExpiry === true) {
    filters.push(({ exptime }) => exptime === NEVER_EXPIRES);
  }
  if (ttlBelowS !== undefined) {
    filters.push((entry, nowS) => (ttlSeconds(entry, nowS) ?? Number.POSITIVE_INFINITY) < ttlBelowS);
  }
  if (ttlAboveS !== undefined) {
    filters.push((entry, nowS) => (ttlSeconds(entry, nowS) ?? Number.POSITIVE_INFINITY) > ttlAboveS);
  }
  if (sizeAboveBytes !== undefined) {
    filters.push(({ sizeBytes }) => sizeBytes > sizeAboveBytes);
  }
  if (idleAboveS !== undefined) {
    filters.push((entry, nowS) => (idleSeconds(entry, nowS) ?? 0) > idleAboveS);
  }
  if (neverFetched === true) {
    filters.push(({ fetched }) => fetched === false);
  }
  return filters;
}
