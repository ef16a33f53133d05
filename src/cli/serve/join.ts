/** Puts the server that `memtool serve` runs into a list of nodes, and takes it out at the end. Loaded where --join asks for it. */
import type { Address } from "../../base/address.ts";
import { systemClock } from "../../base/clock.ts";
import { MemtoolError } from "../../base/errors.ts";
import { randomSecret, unitRandom } from "../../base/random.ts";
import { sleep } from "../../base/waiting.ts";
import { DirectoryRegistrar } from "../../cluster/membership/directory-registrar.ts";
import { EtcdRegistrar } from "../../cluster/membership/etcd-registrar.ts";
import { MembershipKeeper } from "../../cluster/membership/keep-membership.ts";
import type { Registrar } from "../../cluster/membership/registrar.ts";
import { HEARTBEATS_A_LEASE } from "../../directory/limits.ts";
import type { NodeRecord } from "../../directory/node-record.ts";
import { ownNode, withIp } from "../../server/directory/own-node.ts";
import type { RunningServer } from "../../server/server.ts";
import { resolveAccess } from "../access.ts";
import type { Context } from "../context.ts";
import type { JoinSettings } from "./directory-options.ts";
import { reportMembership } from "./report-membership.ts";

const INSTANCE_BYTES = 8;

/** Longest wait of the start for the first attempt: whoever waits for the server finds it in the list, where that can be done. */
const FIRST_MS_MAX = 1000;

/** A directory that takes longer than a heartbeat has is as good as away. */
const TIMEOUT_MS_MAX = 3000;

/**
 * Joins. Failing to is no reason not to serve: it is logged and tried again.
 * @returns what leaves the list
 * @throws MemtoolError USAGE for a password or certificate that can't be read
 */
export async function joinList(
  settings: JoinSettings,
  server: Pick<RunningServer, "addresses" | "reports">,
  { env }: Pick<Context, "env">,
  log: (line: string) => void,
): Promise<() => Promise<void>> {
  const node = ownNode(settings.own, server.addresses);
  if (node === undefined) {
    throw new MemtoolError("USAGE", "--join needs a TCP port: a list leads clients to a host and a port");
  }
  const { leaseMs } = settings;
  const speaksTls = server.addresses.some((address) => address.kind === "tcp" && address.tls);
  const keeper = new MembershipKeeper({
    registrar: registrarOf(settings, node, speaksTls, env),
    node: node.name,
    leaseMs,
    clock: systemClock,
    random: unitRandom,
    log,
  });
  reportMembership(server.reports, keeper);
  keeper.start();
  const timeout = new AbortController();
  await Promise.race([keeper.attempted, sleep(FIRST_MS_MAX, timeout.signal)]);
  timeout.abort();
  return () => keeper.stop();
}

/** @param speaksTls whether clients of the node have to */
function registrarOf(settings: JoinSettings, node: NodeRecord, speaksTls: boolean, env: Context["env"]): Registrar {
  const { target, leaseMs } = settings;
  const registration = {
    name: node.name,
    describe: () => withIp(node),
    instance: Buffer.from(randomSecret(INSTANCE_BYTES)).toString("hex"),
    leaseMs,
  };
  const timeoutMs = Math.min(TIMEOUT_MS_MAX, leaseMs / HEARTBEATS_A_LEASE);
  if (target.kind === "etcd") {
    return new EtcdRegistrar(target, registration, { fetch, timeoutMs, tls: speaksTls });
  }
  const { addresses, tls } = joinAccess(target.address, settings, env);
  return new DirectoryRegistrar(addresses[0] ?? target.address, registration, { timeoutMs, tls });
}

/**
 * The login and the TLS of a directory, from the same places as those of every server.
 * @throws MemtoolError USAGE for files that can't be read, and a user without a password
 */
export function joinAccess(
  address: Address,
  {
    passwordFile,
    tlsAuthorities,
    tlsCertificate,
  }: Pick<JoinSettings, "passwordFile" | "tlsAuthorities" | "tlsCertificate">,
  env: Context["env"],
): Pick<ReturnType<typeof resolveAccess>, "addresses" | "tls"> {
  try {
    return resolveAccess(
      [address],
      {
        tls: false,
        "tls-ca": tlsAuthorities,
        "tls-cert": tlsCertificate,
        "tls-key": undefined,
        "tls-server-name": undefined,
        "tls-skip-verify": false,
        user: undefined,
        "password-file": passwordFile,
      },
      env,
    );
  } catch (error) {
    if (error instanceof MemtoolError) {
      const { code, message, hint } = error;
      throw new MemtoolError(code, asOfServe(message), {
        cause: error,
        ...(hint === undefined ? {} : { hint: asOfServe(hint) }),
      });
    }
    throw error;
  }
}

/** Other commands have these options for all servers they talk to; here they are those of --join. */
function asOfServe(text: string): string {
  return text.replaceAll(/--(password-file|tls-ca|tls-cert)/g, "--join-$1").replace("add --tls, or write", "write");
}
