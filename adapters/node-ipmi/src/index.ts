// node-ipmi: the public surface of the package. Nothing else is exported, nothing here does work.
export {};
