import { greeting } from './greeting.js';

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escape(text) {
  return text.replace(/[&<>"]/g, (char) => escapes[char]);
}

export function page({ environment, release }) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(greeting)}</title>
<style>
  body { font: 18px/1.5 system-ui, sans-serif; display: grid; place-content: center; min-height: 100vh; margin: 0 }
  h1 { font-weight: 600; margin: 0 }
  p { color: #667; margin: 4px 0 }
</style>
<h1>${escape(greeting)}</h1>
<p>${escape([environment, release].filter(Boolean).join(' · '))}</p>
`;
}
