/**
 * Commands that serve a site while one works on it. They are not for production, and what they need is not
 * installed there: a package that starts with one of them and has a build script is a site to be built.
 */
const devServers: readonly RegExp[] = [
  /\beleventy\b.*--serve\b/,
  /\bvite(?:\s+(?:dev|serve))?(?:\s+--(?!.*\bpreview\b).*)?$/,
  /\bvite\s+preview\b/,
  /\bastro\s+(?:dev|preview)\b/,
  /\bvitepress\s+(?:dev|preview)\b/,
  /\breact-scripts\s+start\b/,
  /\bvue-cli-service\s+serve\b/,
  /\bwebpack(?:-dev-server|\s+serve)\b/,
  /\bparcel(?:\s+serve)?\s+\S+\.html\b/,
  /\bgatsby\s+(?:develop|serve)\b/,
  /\bdocusaurus\s+(?:start|serve)\b/,
  /\bng\s+serve\b/,
  /\bhexo\s+server\b/,
];

export function isDevServer(start: string): boolean {
  return devServers.some((pattern) => pattern.test(start.trim()));
}
