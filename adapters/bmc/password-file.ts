// A BMC's password, read from its file each time a session opens: changed on disk, it counts from the next session on.
// Never keeps it, never says it; keeps only why it could not be read, because the IPMI client rightly repeats nothing of ours.
import { readSecretFile } from '../ssh/secret-file.js';

export interface PasswordFile {
  readonly read: () => Buffer;
  /** What was wrong with the file at the last reading. */
  readonly problem: () => string | undefined;
}

export function passwordFile(path: string, node: string): PasswordFile {
  let problem: string | undefined;
  return {
    problem: () => problem,
    read: () => {
      const secret = readSecretFile(path, `The BMC password of node ${node}`);
      problem = secret.kind === 'read' ? undefined : secret.text;
      if (secret.kind === 'unreadable') throw new Error(secret.text);
      // Editors end a file with a line feed; no BMC password holds one.
      let end = secret.bytes.length;
      while (end > 0 && (secret.bytes[end - 1] === 0x0a || secret.bytes[end - 1] === 0x0d)) end--;
      return secret.bytes.subarray(0, end);
    },
  };
}
