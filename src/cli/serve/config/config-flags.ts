/** The options of `memtool serve` that have to do with config files, as data: part of SERVE_FLAGS. */
import type { ServeFlag } from "../flags.ts";

/** In the order of the help. */
export const CONFIG_FLAGS = [
  {
    name: "config",
    argument: "required",
    unit: "FILE",
    describe:
      "read settings from FILE: key=value lines, one option a line as in Debian's memcached.conf, or YAML; read once, SIGHUP does not read it again",
    default: "MEMTOOL_CONFIG",
    example: "--config memcached.conf, -c memcached.conf",
    isOwn: true,
  },
  {
    name: "working-dir",
    argument: "required",
    unit: "DIR",
    describe: "directory of the pid file, the Unix socket and the ready file; made if it is not there",
    default: "none",
    example: "--working-dir /var/lib/memtool",
    isOwn: true,
  },
  {
    name: "print-config",
    argument: "none",
    describe: "show every setting and where it comes from, and start nothing",
    default: "off",
    example: "-c memcached.conf --print-config",
    isOwn: true,
  },
  {
    name: "format",
    argument: "required",
    unit: "FORMAT",
    describe: "with --print-config: table, tsv, csv, json, jsonl or markdown",
    default: "table on a terminal, tsv elsewhere",
    example: "--print-config --format csv",
    isOwn: true,
  },
  {
    name: "json",
    argument: "none",
    describe: "short for --format json, with --rotate-encryption-key too; errors are printed as JSON too",
    default: "off",
    example: "--print-config --json",
    isOwn: true,
  },
] as const satisfies readonly ServeFlag[];
