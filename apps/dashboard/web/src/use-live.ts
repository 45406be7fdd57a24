import { useEffect, useReducer, useState } from 'preact/hooks';

export const REFRESH_MS = 10_000;

export interface Live<Figures> {
  /** The last that came; they stay while newer ones are asked for. */
  figures?: Figures;
  /** ms since 1970 */
  receivedAt?: number;
  /** The last attempt failed: what is shown is old. */
  stale: boolean;
}

/**
 * Figures, asked for anew every ten seconds while the page is looked at.
 * @param key what is asked for: when it changes, it is asked at once
 */
export function useLive<Figures>(
  key: string,
  fetchFigures: (signal: AbortSignal) => Promise<Figures>,
): Live<Figures> & { refresh(): void } {
  const [live, setLive] = useState<Live<Figures>>({ stale: false });
  const [round, refresh] = useReducer((n: number) => n + 1, 0);

  useEffect(() => {
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function ask(): Promise<void> {
      clearTimeout(timer);
      if (document.hidden) return;
      try {
        const figures = await fetchFigures(ended.signal);
        setLive({ figures, receivedAt: Date.now(), stale: false });
      } catch {
        if (!ended.signal.aborted) setLive((last) => ({ ...last, stale: true }));
      }
      clearTimeout(timer);
      if (!ended.signal.aborted) timer = setTimeout(ask, REFRESH_MS);
    }

    document.addEventListener('visibilitychange', ask, { signal: ended.signal });
    void ask();
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [key, round]);

  return { ...live, refresh: () => refresh(undefined) };
}
