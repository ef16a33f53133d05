/** The option of the commands that read what a server keeps on disk. */
import type { OptionTable } from "../command.ts";

/** To be spread into a command's. */
export const KEY_FILE_OPTIONS = {
  "encryption-key-file": {
    type: "text",
    unit: "FILE",
    defaultText: "not encrypted",
    describe: "the key that the server was given: 32 bytes, or the same in hexadecimal or base64",
    example: "/etc/memtool.key",
  },
} as const satisfies OptionTable;
