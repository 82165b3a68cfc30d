/** The same page of another project; what belongs to one project only (a number, an environment) is left behind. */
export function otherProject(pathname: string, name: string): string {
  const [, , , page] = pathname.split('/');
  return `/projects/${encodeURIComponent(name)}${page === undefined || page === '' ? '' : `/${page}`}`;
}
