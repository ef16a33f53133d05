/** Who may be read by whoever asks. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Address, parseAddress } from "../../../src/base/address.ts";
import { findTarget, nameTargets, targetName } from "../../../src/monitor/exporter-targets.ts";

const withLogin = (address: Address): Address => ({ ...address, username: "ann", password: "secret" });

function targets(isOpen: boolean, ...texts: string[]) {
  return { named: nameTargets(texts.map(parseAddress)), isOpen, apply: withLogin };
}

describe("findTarget", () => {
  const named = ["memcacheds://ann:secret@Cache1:11300", "/run/memcached.sock", "cache2"];

  it("needs a target, in memcached_exporter's words", () => {
    for (const text of [null, ""]) {
      assert.deepEqual(findTarget(text, targets(true)), {
        kind: "refused",
        status: 400,
        text: "'target' parameter must be specified",
      });
    }
    assert.deepEqual(findTarget("a:b:c", targets(true)), {
      kind: "refused",
      status: 400,
      text: 'cannot use the address "a:b:c": it has several colons but is not an IPv6 address',
    });
  });
  it("finds what was named, however it is spelled, with its TLS and its login", () => {
    for (const text of ["cache1:11300", "CACHE1:11300", "memcacheds://cache1:11300"]) {
      assert.deepEqual(findTarget(text, targets(false, ...named)), {
        kind: "target",
        address: parseAddress("memcacheds://ann:secret@Cache1:11300"),
        isNamed: true,
      });
    }
    assert.equal(findTarget("/run/memcached.sock", targets(false, ...named)).kind, "target");
    assert.equal(findTarget("cache2:11211", targets(false, ...named)).kind, "target");
  });
  it("nobody else is asked by default: not another port, not another socket", () => {
    for (const text of ["cache1", "cache3:11211", "169.254.169.254:80", "/var/run/docker.sock", "cache1:11301"]) {
      const found = findTarget(text, targets(false, ...named));
      assert.ok(found.kind === "refused" && found.status === 403, text);
    }
  });
  it("an open exporter asks any TCP server, with its own login and no other", () => {
    assert.deepEqual(findTarget("cache9", targets(true, ...named)), {
      kind: "target",
      address: withLogin(parseAddress("cache9")),
      isNamed: false,
    });
    const socket = findTarget("/var/run/docker.sock", targets(true));
    assert.ok(socket.kind === "refused" && socket.status === 403);
    const login = findTarget("memcached://eve:x@cache9", targets(true));
    assert.ok(login.kind === "refused" && login.status === 400 && !login.text.includes("eve"));
  });
});

describe("nameTargets", () => {
  it("names each server once, in order", () => {
    const named = nameTargets(["b:1", "memcached://b:1", "A:1", "a:1", "/s"].map(parseAddress));
    assert.deepEqual([...named.values()].map(targetName), ["b:1", "A:1", "/s"]);
  });
});

describe("targetName", () => {
  it("has no scheme and no user", () => {
    assert.equal(targetName(parseAddress("memcacheds://u:p@[::1]:5")), "[::1]:5");
  });
});
