/** RFC 7240 `Prefer: wait=N`: the seconds asked for, at most `max`; 0 when not asked. */
export function preferredWait(header: string | string[] | undefined, max: number): number {
  const [, seconds] = /(?:^|[,;]\s*)wait\s*=\s*"?(\d{1,6})/i.exec([header ?? []].flat().join(',')) ?? [];
  return seconds === undefined ? 0 : Math.min(Number(seconds), max);
}
