/** cluster/membership/keep-membership.ts: which request comes next, and a clean stop. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { MembershipKeeper } from "../../../../src/cluster/membership/keep-membership.ts";
import type { Registrar, RegistrarOutcome } from "../../../../src/cluster/membership/registrar.ts";

const REGISTERED: RegistrarOutcome = { kind: "registered", version: 1 };
const AWAY = new MemtoolError("CONNECT", "nobody there");

/** Answers from a script; when that is over, keeps who asks waiting. */
class ScriptedRegistrar implements Registrar {
  readonly name = "D";
  readonly asked: string[] = [];
  readonly over: Promise<void>;
  isDestroyed = false;
  leaving: () => Promise<void> = async () => {};
  readonly #script: (RegistrarOutcome | MemtoolError)[];
  #end: () => void = () => {};
  #release: () => void = () => {};

  constructor(...script: (RegistrarOutcome | MemtoolError)[]) {
    this.#script = script;
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  join(isReturn: boolean): Promise<RegistrarOutcome> {
    return this.#answer(isReturn ? "join again" : "join");
  }

  renew(): Promise<RegistrarOutcome> {
    return this.#answer("renew");
  }

  async #answer(request: string): Promise<RegistrarOutcome> {
    this.asked.push(request);
    const next = this.#script.shift();
    if (next === undefined) {
      this.#end();
      await new Promise<void>((resolve) => {
        this.#release = resolve;
      });
      return REGISTERED;
    }
    if (next instanceof MemtoolError) {
      throw next;
    }
    return next;
  }

  async leave(): Promise<void> {
    this.asked.push("leave");
    await this.leaving();
  }

  destroy(): void {
    this.isDestroyed = true;
    this.#release();
  }

  /** Lets go whoever waits. */
  release(): void {
    this.#release();
  }
}

function keeperOf(registrar: Registrar, log: string[] = []): MembershipKeeper {
  // A lease of 3 ms makes waits of a millisecond.
  return new MembershipKeeper({
    registrar,
    node: "n",
    leaseMs: 3,
    clock: systemClock,
    random: () => 0,
    log: (line) => log.push(line),
  });
}

async function requestsOf(...script: (RegistrarOutcome | MemtoolError)[]): Promise<string[]> {
  const registrar = new ScriptedRegistrar(...script);
  const keeper = keeperOf(registrar);
  keeper.start();
  await registrar.over;
  registrar.release();
  const asked = [...registrar.asked];
  await keeper.stop();
  return asked;
}

describe("keeping a node in a list", () => {
  it("joins, and then renews", async () => {
    assert.deepEqual(await requestsOf(REGISTERED, REGISTERED), ["join", "renew", "renew"]);
  });

  it("joins again when the list has lost it", async () => {
    const asked = await requestsOf(REGISTERED, { kind: "lost" }, REGISTERED);
    assert.deepEqual(asked, ["join", "renew", "join again", "renew"]);
  });

  it("goes on trying while nobody answers, and renews first when somebody does", async () => {
    assert.deepEqual(await requestsOf(AWAY, AWAY, REGISTERED), ["join", "join", "join", "renew"]);
    const back = await requestsOf(REGISTERED, AWAY, REGISTERED);
    assert.deepEqual(back, ["join", "renew", "renew", "renew"]);
    const forgotten = await requestsOf(REGISTERED, AWAY, { kind: "lost" }, REGISTERED);
    assert.deepEqual(forgotten, ["join", "renew", "renew", "join again", "renew"]);
  });

  it("goes on trying where the name is taken", async () => {
    assert.deepEqual(await requestsOf({ kind: "taken", by: "x" }, REGISTERED), ["join", "join", "renew"]);
  });

  it("leaves at a clean stop, and waits no longer than a second for that", async () => {
    const log: string[] = [];
    const registrar = new ScriptedRegistrar(REGISTERED);
    const keeper = keeperOf(registrar, log);
    keeper.start();
    await keeper.attempted;
    assert.deepEqual([keeper.state.phase, keeper.state.version], ["registered", 1]);
    await registrar.over;
    registrar.release();
    registrar.leaving = () => new Promise(() => {});
    await keeper.stop();
    assert.equal(registrar.asked.at(-1), "leave");
    assert.ok(registrar.isDestroyed);
    assert.deepEqual(log, ["registered as n in the list of D; list version 1"]);
  });

  it("a stop in the middle of an attempt that nobody answers does not wait for it", async () => {
    const registrar = new ScriptedRegistrar();
    const keeper = keeperOf(registrar);
    keeper.start();
    await registrar.over;
    await keeper.stop();
    assert.ok(registrar.isDestroyed);
  });
});
