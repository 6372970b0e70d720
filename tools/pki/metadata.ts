// The three functions of the Reflect metadata proposal that @peculiar/x509's container (tsyringe) asks for when it is loaded, in place of one
// more dependency. Must be imported before it; must never replace what is there.
type Store = WeakMap<object, Map<unknown, unknown>>;

const store: Store = new WeakMap();

function own(key: unknown, target: object): unknown {
  return store.get(target)?.get(key);
}

function inherited(key: unknown, target: object): unknown {
  for (let each: object | null = target; each !== null; each = Object.getPrototypeOf(each) as object | null) {
    if (store.get(each)?.has(key)) return own(key, each);
  }
  return undefined;
}

function define(key: unknown, value: unknown, target: object): void {
  const held = store.get(target) ?? new Map<unknown, unknown>();
  store.set(target, held.set(key, value));
}

if (!('getMetadata' in Reflect)) {
  Object.assign(Reflect, { getMetadata: inherited, getOwnMetadata: own, defineMetadata: define });
}
