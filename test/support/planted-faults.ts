/**
 * Loaded into a server before anything else (`NODE_OPTIONS=--import ...`, in all of its threads): gets of certain keys then meet a
 * bug, so that a test can see what becomes of the others.
 */
import { Engine } from "../../src/engine/engine.ts";
import { OP } from "../../src/protocol/request.ts";

const { execute } = Engine.prototype;

Engine.prototype.execute = function (this: Engine, request, bytes, reply) {
  const { keyBytes, keyStart, keyLength, op } = request;
  const key = Buffer.from(keyBytes.subarray(keyStart, keyStart + keyLength)).toString("latin1");
  switch (op === OP.get ? key : "") {
    case "fault":
      throw new RangeError("a planted fault");
    case "fault-with-lock":
      this.store.lock(request.keyHash);
      throw new RangeError("a planted fault with a lock held");
    case "end-with-lock":
      this.store.lock(request.keyHash);
      process.exit(0);
      break;
    default:
      return execute.call(this, request, bytes, reply);
  }
};
