// Original file: proto/farside/rack/v1/rack.proto

import type { Long } from '@grpc/proto-loader';

export interface Event {
  'seq'?: (number | string | Long);
  'at'?: (string);
  'kind'?: (string);
  'node'?: (string);
  'swap'?: (string);
  'text'?: (string);
  'body'?: (string);
}

export interface Event__Output {
  'seq': (number);
  'at': (string);
  'kind': (string);
  'node': (string);
  'swap': (string);
  'text': (string);
  'body': (string);
}
