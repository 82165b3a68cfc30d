/** Reads the protobuf envelope of a built-in kind into plain data. */
export function decodeProtobuf(_body: Uint8Array): unknown {
  throw new Error('not yet');
}
