// Original file: proto/farside/rack/v1/rack.proto

import type { Long } from '@grpc/proto-loader';

export interface ExportLogRequest {
  'fromSeq'?: (number | string | Long);
  'toSeq'?: (number | string | Long);
}

export interface ExportLogRequest__Output {
  'fromSeq': (number);
  'toSeq': (number);
}
