/** The embedded API alone, as a process of its own to be measured: `serve.ts DIR PORT`. */
import { openApiServer } from '../../../packages/apiserver/src/index.ts';

const [dir = '', port = '0'] = process.argv.slice(2);
const server = await openApiServer({ dir: `${dir}/kube`, keysDir: `${dir}/keys` });
await server.listen({ host: '127.0.0.1', port: Number(port) });
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
