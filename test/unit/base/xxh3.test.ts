/** base/xxh3.ts against python-xxhash 3.2 (xxHash 0.8), one or more lengths for each of its five ways, with and without a seed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { xxh3 } from "../../../src/base/xxh3.ts";

const SEED = 0x123456789abcdef0n;

/** Length of the input, its hash, its hash with SEED. */
const VALUES: readonly (readonly [length: number, plain: string, seeded: string])[] = [
  [0, "2d06800538d394c2", "8aa56c2c3d8317f6"],
  [1, "e12ef9d2eb86ceeb", "875d259b88ecf368"],
  [2, "33b0814d4f061d86", "bc32b60a75c2b945"],
  [3, "a9088dda485b481c", "8cb655aa6022b088"],
  [4, "57648c318a7a307e", "c8e9f8f4b54249f9"],
  [7, "4f82be6987f5eea7", "ab9de72f7e9f32b8"],
  [8, "b0fb3e3c3f94990a", "6611c1ffff593ec1"],
  [9, "8aca5cb309437c2e", "37d3348faafd35a8"],
  [15, "c14e5d6729b9e68c", "73b1e61a0da9ef86"],
  [16, "2bd926d88792965a", "8e4e4b9acfc814e1"],
  [17, "621f018aad19b14a", "a9706ba65fcd84d7"],
  [32, "8911535e799e4d99", "020aeb94448fa851"],
  [33, "b1e1d246d972758f", "e9edda9abf7f5fb1"],
  [64, "6b7916077162249f", "72398406f0ec8c43"],
  [65, "041802f929fde152", "de6247f7c6b1a3d3"],
  [96, "2971b06d34ae032a", "0689a9ce1bf995e2"],
  [97, "15af35a46b7ea756", "08515eaade7702cd"],
  [128, "104c5158a0b84b98", "02cf3b84f42e9830"],
  [129, "4fde2d10f0bcdfea", "3c93317ab546a757"],
  [144, "c3e29400c2535415", "a7af8c5d2dd3567a"],
  [200, "bb0b607040533a03", "9ab8b307ce493c55"],
  [240, "c8fcaf51fec964b0", "9e531acc6ca9cf7d"],
  [241, "ee80e3642dbe5d90", "876004c5f2fedae6"],
  [250, "8a96bc62106d3194", "debabfcb0de314b2"],
  [256, "0d9d27847cccb499", "7e034d2e31ad2267"],
  [400, "fc7caf91e3373876", "5c93ff08384369e5"],
  [1024, "b29a0eb57f6d9a67", "ce4ec8e4ab92ddce"],
];

/** The bytes that python-xxhash was given. */
function input(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + length) % 251);
}

test("every length has xxHash's value, wherever the bytes stand", () => {
  for (const [length, plain, seeded] of VALUES) {
    const bytes = Uint8Array.of(1, 2, 3, ...input(length), 9, 9);
    assert.equal(
      xxh3(bytes, 3, 3 + length)
        .toString(16)
        .padStart(16, "0"),
      plain,
      `${length} bytes`,
    );
    assert.equal(
      xxh3(bytes, 3, 3 + length, SEED)
        .toString(16)
        .padStart(16, "0"),
      seeded,
      `${length} bytes with a seed`,
    );
  }
});

test("keys as people have them", () => {
  const hashes = ["a", "key:0", "user:1000:profile", "héllo"].map((key) => {
    const bytes = Buffer.from(key);
    return xxh3(bytes, 0, bytes.length).toString(16);
  });
  assert.deepEqual(hashes, ["e6c632b61e964e1f", "b464ee7b63344e80", "1a84625c2ea288c9", "6a45b79a7b549b1f"]);
});
