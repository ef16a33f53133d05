/** `memtool exporter`: the command's data, and what it says while it runs. The work is in src/monitor/exporter*.ts and src/stats/prometheus. */
import { DEFAULT_ADDRESS, parseAddress, SERVERS_VARIABLE } from "../../base/address.ts";
import { escapeControls } from "../../base/escape.ts";
import { startExporter } from "../../monitor/exporter.ts";
import { type ExporterTargets, nameTargets, targetName } from "../../monitor/exporter-targets.ts";
import { parseListenAddress } from "../../net/http-address.ts";
import { ACCESS_OPTIONS, SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";
import { leaveEcho } from "../leave-echo.ts";
import { timerMs } from "../option-values.ts";
import { FIND_OPTIONS, FOLLOW_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";
import { followServers, sayingListener } from "../servers/follow-servers.ts";
import type { FoundServers } from "../servers/found-servers.ts";
import { memtoolVersion } from "../version.ts";

const OPTIONS = {
  listen: {
    type: "text",
    unit: "HOST:PORT",
    default: "127.0.0.1:9150",
    describe: "where Prometheus finds it; :PORT is every interface, port 0 any free one",
    example: ":9150",
  },
  timeout: {
    type: "duration",
    default: "1s",
    describe: "a server that has not answered everything within this time is down",
    example: "500ms",
  },
  "no-slabs": {
    type: "flag",
    describe: "leave out the series of slab classes, nine tenths of all",
    example: "memtool exporter --no-slabs",
    group: "Output",
  },
  "no-extras": {
    type: "flag",
    describe: "only the metrics that memcached_exporter has",
    example: "memtool exporter --no-extras",
    group: "Output",
  },
  "any-target": {
    type: "flag",
    describe: "let /scrape?target= name any server: only where all who reach the exporter may reach those too",
    example: "memtool exporter --any-target",
  },
  ...FIND_OPTIONS,
  ...FOLLOW_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type ExporterArguments = CommandArguments<typeof OPTIONS>;

/** The servers of the command line or the environment; none at all is meant where any may be asked for. */
function targetsOf(
  access: FoundServers,
  words: readonly string[],
  isOpen: boolean,
  env: Context["env"],
): ExporterTargets {
  const isBare =
    isOpen && access.followed === undefined && words.length === 0 && (env[SERVERS_VARIABLE] ?? "").trim() === "";
  const named = nameTargets(isBare ? [] : access.addresses);
  const { followed } = access;
  return {
    get named() {
      return followed === undefined ? named : nameTargets(followed.servers.map(({ address }) => address));
    },
    mayChange: followed !== undefined,
    isOpen,
    apply: access.apply,
  };
}

/** What stands on stderr once it listens. @param host undefined for every interface */
export function startLines(url: string, host: string | undefined, targets: ExporterTargets): string[] {
  const names = [...targets.named.values()].map(targetName);
  const what = [...names, ...(targets.isOpen ? ["whatever /scrape?target= names"] : [])].join(", ");
  const { username } = targets.apply(parseAddress(DEFAULT_ADDRESS));
  return [
    `listening on ${url}/metrics${host === undefined ? " (every interface)" : ""} for ${what}`,
    ...(targets.isOpen && username !== undefined
      ? [`WARNING: whoever can reach this port can have the password of ${username} sent to a server of their own`]
      : []),
  ];
}

async function runExporter({ options, words }: ExporterArguments, context: Context): Promise<number> {
  const { env, stderr, clock } = context;
  const isOpen = options["any-target"];
  const found = await findServers(words, options, context);
  const targets = targetsOf(found, words, isOpen, env);
  const listen = parseListenAddress(options.listen, { name: "--listen", defaultHost: undefined });
  const say = (line: string): unknown => stderr.write(`memtool exporter: ${escapeControls(line)}\n`);
  const exporter = await startExporter({
    listen,
    targets,
    tls: found.tls,
    timeoutMs: timerMs("timeout", options.timeout),
    clock,
    slabs: !options["no-slabs"],
    extras: !options["no-extras"],
    versions: { memtool: memtoolVersion(), node: process.versions.node },
    onChange: (name, reason) => say(reason === undefined ? `${name} is up again` : `${name} is down: ${reason}`),
    onBug: (error) => stderr.write(failureText(describeFailure(error), "exporter")),
  });
  const stopFollowing = followServers(
    found.followed,
    sayingListener(say, () => {}),
  );
  await new Promise<void>((resolve) => {
    context.onInterrupt((signal) => {
      leaveEcho(signal, context);
      resolve();
    });
    for (const line of startLines(exporter.url, listen.host, targets)) {
      say(line);
    }
  });
  await stopFollowing();
  exporter.close();
  return EXIT.ok;
}

/** The command. */
export const exporterCommand = defineCommand({
  name: "exporter",
  describe: "serve the metrics of memcached servers to Prometheus",
  positionals: [{ ...SERVERS_POSITIONAL, name: "targets" }],
  options: OPTIONS,
  examples: [
    { command: "memtool exporter --listen :9150", describe: "the local server, for a Prometheus elsewhere" },
    {
      command: "memtool exporter a:11211 b:11211",
      describe: "two servers in one /metrics, told apart by the label server",
    },
    {
      command: "memtool exporter --any-target --listen :9150",
      describe: "whatever Prometheus asks for by /scrape?target=",
    },
    { command: "curl -s http://127.0.0.1:9150/metrics", describe: "what Prometheus gets" },
  ],
  notes: [
    "Names, types and labels are those of memcached_exporter, so that its dashboards and alerts work unchanged. Pages: /metrics, /scrape?target=HOST:PORT, /healthz.",
    'With one target its series carry no label for it; with several, and with targets that were found, each has server="host:port". /scrape never adds one.',
    "Targets that were found (dns+, elasticache+, etcd://, --pool) are followed: who leaves is no longer read, who comes is, and both are said on stderr.",
    "Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 wrong usage, 3 cannot listen there. A server that is down is memcached_up 0.",
  ],
  handler: runExporter,
});
