// Key pairs for SSH servers and clients in tests and on benches. Never for a real node: those make their own.
import ssh2 from 'ssh2';

export interface KeyPair {
  readonly private: string;
  /** 'ssh-ed25519 AAAA…' */
  readonly public: string;
}

const TRIES_MAX = 20;

/**
 * An ed25519 pair in OpenSSH's format. ssh2 1.17 writes about 3 in 1000 of them so that it cannot read them back ("Malformed OpenSSH private
 * key": it drops leading zero bytes), so each is read back before it is given out.
 */
export function makeKey(comment = ''): KeyPair {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
  throw new Error(`ssh2 made ${TRIES_MAX} keys in a row that it cannot read: this is not bad luck.`);
}
