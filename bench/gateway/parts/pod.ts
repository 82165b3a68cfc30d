/** A pod: answers every request on a kept connection with the same bytes. Prints its port. `pod.ts BYTES`. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const size = Number(process.argv[2] ?? 60);
const body = 'x'.repeat(size);
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\nConnection: keep-alive\r\n\r\n${body}`,
);
const end = Buffer.from('\r\n\r\n');

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (chunk) => {
    for (let at = chunk.indexOf(end); at >= 0; at = chunk.indexOf(end, at + 4)) {
      socket.write(answer);
    }
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
