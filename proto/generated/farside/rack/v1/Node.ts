// Original file: proto/farside/rack/v1/rack.proto


export interface Node {
  'id'?: (string);
  'tier'?: (number);
  'platform'?: (string);
  'host'?: (string);
  'power'?: (string);
  'service'?: (string);
  'serving'?: (boolean);
  'bootedSlot'?: (string);
  'knownGoodSlot'?: (string);
  'knownGoodImage'?: (string);
  'bootId'?: (string);
  'watchdog'?: (string);
  'swapId'?: (string);
  'swapState'?: (string);
  'quarantine'?: (string);
  'evidenceAgeSeconds'?: (number | string);
}

export interface Node__Output {
  'id': (string);
  'tier': (number);
  'platform': (string);
  'host': (string);
  'power': (string);
  'service': (string);
  'serving': (boolean);
  'bootedSlot': (string);
  'knownGoodSlot': (string);
  'knownGoodImage': (string);
  'bootId': (string);
  'watchdog': (string);
  'swapId': (string);
  'swapState': (string);
  'quarantine': (string);
  'evidenceAgeSeconds': (number);
}
