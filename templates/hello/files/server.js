import { createServer } from 'node:http';
import { page } from './page.js';

const port = Number(process.env.PORT ?? 3000);

const server = createServer((request, response) => {
  if (request.url === '/healthz') {
    response.end('ok\n');
    return;
  }
  const { JUANIE_ENVIRONMENT: environment = 'here', JUANIE_RELEASE: release = '' } = process.env;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(page({ environment, release }));
});

server.listen(port, () => console.log(`listening on ${port}`));

// Finish what was begun, then go.
process.on('SIGTERM', () => server.close(() => process.exit(0)));
