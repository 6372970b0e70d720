// Hosts as engineers write them: `n[01-40],rack7-bmc,10.0.7.21:6230`. Ranges keep their leading zeros.
// Must never make more hosts than a site has by a slip of the finger: the number is bounded.

const HOSTS_MAX = 10_000;
const RANGE = /^([^[\]]*)\[(\d{1,6})-(\d{1,6})\]([^[\]]*)$/;
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})$/;

export interface Target {
  readonly host: string;
  /** Undefined: the port that is meant for all. */
  readonly port: number | undefined;
}

/** Throws with what is wrong, for people. */
export function targetsOf(text: string): readonly Target[] {
  const targets = text.split(',').flatMap(expand).map(targetOf);
  if (targets.length > HOSTS_MAX) throw new Error(`${targets.length} hosts are more than ${HOSTS_MAX}`);
  const seen = new Set<string>();
  for (const { host, port } of targets) {
    const name = `${host}:${port ?? ''}`;
    if (seen.has(name)) throw new Error(`${host} is named twice`);
    seen.add(name);
  }
  return targets;
}

function expand(item: string): readonly string[] {
  const word = item.trim();
  if (word === '') throw new Error('a host is missing between two commas');
  if (isIpv6(word)) return [word];
  const range = RANGE.exec(word);
  if (range === null) {
    if (/[[\]]/.test(word)) throw new Error(`${word}: a range looks like n[01-40]`);
    return [word];
  }
  const [, before = '', from = '', to = '', after = ''] = range;
  const [first, last] = [Number(from), Number(to)];
  if (last < first) throw new Error(`${word}: the range runs backwards`);
  if (last - first >= HOSTS_MAX) throw new Error(`${word}: that is more than ${HOSTS_MAX} hosts`);
  return Array.from(
    { length: last - first + 1 },
    (_, at) => `${before}${String(first + at).padStart(from.length, '0')}${after}`,
  );
}

const isIpv6 = (word: string): boolean => /^[0-9a-fA-F:.]+$/.test(word) && word.split(':').length > 2;

function targetOf(word: string): Target {
  if (isIpv6(word)) return { host: word, port: undefined };
  const [host = '', port, ...rest] = word.split(':');
  if (!NAME.test(host) || rest.length > 0) throw new Error(`${word} is no host`);
  if (port === undefined) return { host, port: undefined };
  const number = Number(port);
  if (!/^\d{1,5}$/.test(port) || number < 1 || number > 65_535) throw new Error(`${word}: ${port} is no port`);
  return { host, port: number };
}
