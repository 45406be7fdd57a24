/** Whether an `Accept-Encoding` allows gzip, RFC 9110 §12.5.3. Without one the answer stays plain, which suits every client. */
export function acceptsGzip(header: string | string[] | undefined): boolean {
  if (!header) return false;
  let byStar = false;
  for (const item of [header].flat().join(',').toLowerCase().split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((it) => it.trim());
    const isRefused = parameters.some((it) => /^q=0(\.0*)?$/.test(it));
    if (coding === 'gzip' || coding === 'x-gzip') return !isRefused;
    if (coding === '*') byStar = !isRefused;
  }
  return byStar;
}
