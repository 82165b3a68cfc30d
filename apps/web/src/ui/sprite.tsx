import shapes from './shapes.svg?raw';

/** All shapes, once for the whole page. */
export function Sprite() {
  return <div hidden aria-hidden dangerouslySetInnerHTML={{ __html: shapes }} />;
}
