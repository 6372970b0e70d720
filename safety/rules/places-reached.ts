// Which objections of a rule's source its tests reached. For tests only, and it imports nothing: it is loaded while `./rule.js` is replaced.

/** Where in the rules' sources an objection was made, by the place in the stack. */
const places = new Set<string>();

/** `./rule.js` with an eye on it, for `vi.mock`. */
export const watched = <M extends { objection: (...args: never[]) => unknown }>(module: M): M => ({
  ...module,
  objection: (...args: never[]) => {
    const caller = new Error().stack?.split('\n').find((line) => /\/(?:k\d\d|consent)-[a-z-]+\.ts/.test(line));
    places.add(caller?.match(/(?:k\d\d|consent)-[a-z-]+\.ts:\d+:\d+/)?.[0] ?? 'unknown place');
    return module.objection(...args);
  },
});

export const placesReached = (file: string): number => [...places].filter((place) => place.startsWith(file)).length;
export const placesIn = (source: string): number => source.match(/\bobjection\(/g)?.length ?? 0;
