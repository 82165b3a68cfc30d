/** Pushes images until it is killed, saying each that was acknowledged: `pusher.ts ROOT`. Tests only. */
import { openRegistry } from '../open-registry.ts';
import { tarLayer } from '../tar-layer.ts';

const registry = await openRegistry({ root: process.argv[2] ?? '' });
for (let round = 0; round < 1000; round++) {
  const content = tarLayer([
    { path: 'app', kind: 'file', content: Buffer.from(`${process.pid} ${round}`.repeat(5000)) },
  ]);
  const { digest } = await registry.pushImage({
    repository: `shop/web-${round % 3}`,
    tag: `r${round}`,
    config: { architecture: 'amd64', os: 'linux' },
    layers: [{ content }],
  });
  process.stdout.write(`shop/web-${round % 3}@${digest}\n`);
}
