/** Settings in which the nodes of a pool differ, though they should most often be equal. */
import type { StatMap } from "../../stats/stat-map.ts";

/** Settings that name the one server: its addresses, files, and the age of its oldest item. */
const OWN = new Set([
  "tcpport",
  "udpport",
  "inter",
  "domain_socket",
  "oldest",
  "memory_file",
  "ssl_chain_cert",
  "ssl_key",
]);

/** What 1.6.18 prints for a number that it does not have. */
const ABSENT = "(null)";

/** A setting that is not the same everywhere. */
export interface SettingDifference {
  readonly name: string;
  /** What each server has, in the servers' order; undefined for those that have no such setting. */
  readonly values: readonly (string | undefined)[];
}

/** What is found. */
export interface SettingDifferences {
  /** Settings with more than one value, by name. */
  readonly different: readonly SettingDifference[];
  /** Names of settings that are equal where they are and that some servers do not have: mostly those of another version. */
  readonly partial: readonly string[];
}

/** Compares. Servers without any settings (they refuse to tell) take no part. @param servers `stats settings` of each */
export function settingDifferences(servers: readonly StatMap[]): SettingDifferences {
  const telling = servers.map(present).filter(({ size }) => size > 0);
  const names = [...new Set(telling.flatMap((settings) => [...settings.keys()]))]
    .filter((name) => !OWN.has(name))
    .sort();
  const different: SettingDifference[] = [];
  const partial: string[] = [];
  for (const name of names) {
    const known = telling.filter((settings) => settings.has(name));
    if (new Set(known.map((settings) => settings.get(name))).size > 1) {
      different.push({ name, values: servers.map((settings) => present(settings).get(name)) });
    } else if (known.length < telling.length) {
      partial.push(name);
    }
  }
  return { different, partial };
}

function present(settings: StatMap): StatMap {
  return new Map([...settings].filter(([, value]) => value !== ABSENT));
}
